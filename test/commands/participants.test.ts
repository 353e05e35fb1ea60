import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runPeople } from '../../src/commands/participants.ts';
import { samplePlan } from '../model/sample-plan.ts';

const { people } = samplePlan().site;
let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'muster-people-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

describe('who takes part in a run', () => {
  it('comes from flags and a file together', async () => {
    await writeFile(join(cwd, 'who.yaml'), 'participants: [{ role: observer, name: A. Auditor }]\nabsent: [privacy-officer]\n');
    const flags = { participants: 'who.yaml', participant: ['database-administrator=B. Stand-in'], absent: ['privacy-officer'] };
    expect(await runPeople(flags, people, { cwd, env: {} })).toEqual({
      preparedBy: '',
      participants: [
        { role: 'observer', name: 'A. Auditor' },
        { role: 'database-administrator', name: 'B. Stand-in' },
      ],
      absent: ['privacy-officer'],
    });
  });
  it('names the preparer by flag, then environment, then muster.yaml', async () => {
    const by = async (flags: object, env = {}) => (await runPeople(flags, people, { cwd, env })).preparedBy;
    expect(await by({ preparedBy: 'Flag', otherwise: 'File' }, { MUSTER_PREPARED_BY: 'Env' })).toBe('Flag');
    expect(await by({ otherwise: 'File' }, { MUSTER_PREPARED_BY: 'Env' })).toBe('Env');
    expect(await by({ otherwise: 'File' })).toBe('File');
  });
  it.each([
    [{ participant: ['nurse=X'] }, 'the role "nurse"'],
    [{ participant: ['observer'] }, 'role=name'],
    [{ participant: ['observer='] }, 'role=name'],
    [{ absent: ['observer'] }, 'the role "observer"'],
    [{ participants: 'none.yaml' }, 'no list of participants'],
  ])('refuses %j', async (flags, why) => {
    await expect(runPeople(flags, people, { cwd, env: {} })).rejects.toMatchObject({ code: 'INVALID_FLAG', message: expect.stringContaining(why) });
  });
  it.each(['participants: x', '- a', 'participants: [{ role: observer, nam: X }]', 'others: []', 'absent: [1]'])('refuses the file %j', async (text) => {
    await writeFile(join(cwd, 'who.yaml'), text);
    await expect(runPeople({ participants: 'who.yaml' }, people, { cwd, env: {} })).rejects.toMatchObject({
      code: 'INVALID_FLAG',
      hint: expect.stringContaining('participants:'),
    });
  });
});
