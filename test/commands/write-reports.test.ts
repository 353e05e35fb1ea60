import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeReports } from '../../src/commands/write-reports.ts';
import { fold } from '../../src/model/fold.ts';
import { sampleJournal } from '../model/sample-journal.ts';

// Everything is typeset: seconds, where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const result = fold(sampleJournal());
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-reports-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('writing reports', () => {
  it('writes every face whole, the small packets in a folder of their own', async () => {
    const { written, failed, missing } = await writeReports(dir, result);
    expect({ failed, missing }).toEqual({ failed: [], missing: null });
    const top = [
      'junit.xml',
      'oscal-assessment-plan.json',
      'oscal-assessment-results.json',
      'oscal-poam.json',
      'packets',
      'report.html',
      'report.pdf',
      'result.json',
      'summary.md',
    ];
    expect((await readdir(dir)).toSorted()).toEqual([...top, 'test-result.intoto.json']);
    const packets = await readdir(join(dir, 'packets'));
    expect(packets).toContain('164.308.a.7.ii.A.pdf');
    expect(packets).toEqual(expect.arrayContaining(['index.csv', 'index.xlsx']));
    expect(written).toHaveLength(top.length + packets.length);
    expect(JSON.parse(await readFile(join(dir, 'result.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(result)));
  });

  it('writes only the kinds that were asked for', async () => {
    await writeReports(dir, result, { kinds: ['junit', 'pdf'] });
    expect((await readdir(dir)).toSorted()).toEqual(['junit.xml', 'report.pdf']);
  });

  it('loses only the file that cannot be written, and says so', async () => {
    await writeFile(join(dir, 'packets'), 'a file in the place of the folder');
    const { written, failed } = await writeReports(dir, result, { kinds: ['json', 'packets', 'summary'] });
    expect(written.map((path) => path.slice(dir.length + 1))).toEqual(['result.json', 'summary.md']);
    expect(failed.length).toBeGreaterThan(2);
    expect(failed[0]).toContain(join(dir, 'packets'));
  });

  it('writes nothing after it was told to stop', async () => {
    const { written, failed } = await writeReports(dir, result, { signal: AbortSignal.abort(), kinds: ['json', 'summary'] });
    expect(written).toEqual([]);
    expect(failed).toHaveLength(2);
    expect(await readdir(dir)).toEqual([]);
    await chmod(dir, 0o700);
  });
});
