import { describe, expect, it } from 'vitest';
import { encryptFiles } from '../../src/faults/encrypt-files.ts';
import { encryptTables } from '../../src/faults/encrypt-tables.ts';
import { loseHost } from '../../src/faults/lose-host.ts';
import { poisonBackup } from '../../src/faults/poison-backup.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

describe('lose-host', () => {
  it('takes the site’s servers away and nothing that lies somewhere else', async () => {
    const { context, done } = memoryMirror();
    await loseHost.inject({}, context);
    expect(done).toEqual(['web', 'db'].map((on) => ({ on, what: 'remove' })));
    expect((await loseHost.observe({}, context)).observed).toBe(true);
  });
});

describe('poison-backup', () => {
  it('makes the newest set one that is not clean, so that last-clean is the one before', async () => {
    const { context } = memoryMirror();
    Object.assign(context.backups, { sets: [{ name: 'one', clean: true }] });
    expect((await poisonBackup.observe({}, context)).observed).toBe(false);
    await poisonBackup.inject({}, context);
    expect(context.backups.sets.map(({ clean }) => clean)).toEqual([true, false]);
    expect((await poisonBackup.observe({}, context)).observed).toBe(true);
  });
});

describe('encrypt-files', () => {
  it('gives the key on standard input alone', async () => {
    const { context, done, answers } = memoryMirror();
    answers.set('php -r', { stdout: '12' });
    expect(await encryptFiles.inject({ paths: ['wp-content/uploads'] }, context)).toMatchObject({ data: { files: 12 } });
    const [run] = done;
    expect(run?.argv?.slice(4)).toEqual(['wp-content/uploads']);
    expect(run?.stdin).toHaveLength(32);
  });
  it('refuses a path that leads out of the web root', async () => {
    const { context, done } = memoryMirror();
    await expect(encryptFiles.inject({ paths: ['wp-content/../../x'] }, context)).rejects.toMatchObject({ code: 'INVALID_FLAG' });
    expect(done).toEqual([]);
  });
});

describe('encrypt-tables', () => {
  it('refuses a table that the PHI map does not name', async () => {
    const { context, done } = memoryMirror();
    await expect(encryptTables.inject({ tables: ['mysql'] }, context)).rejects.toMatchObject({ code: 'INVALID_FLAG' });
    expect(done).toEqual([]);
  });
});
