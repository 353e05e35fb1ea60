import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../src/engine/journal-read.ts';
import { fold } from '../../src/model/fold.ts';
import { fillUp, mountOwn, ownEngine } from './own-engine.ts';
import { endedInconclusive, nothingAfterSweep, objectsOf, phaseMark, start } from './started.ts';

describe.each([
  ['the backup', phaseMark('backup')],
  ['the restore', '"type":"step-started"'],
])("a disk of the engine's host that fills up in %s", (_phase, mark) => {
  it('leaves a drill that is inconclusive, with evidence; nothing is left after a sweep', async () => {
    await using engine = await ownEngine({ sizeMib: 6_144 });
    await using drill = start('database-loss', { env: engine.env });
    await drill.until(mark);
    const fillers = await fillUp(engine.data);
    await drill.ended();
    await endedInconclusive(drill, { code: 'HOST_FULL', says: 'disk of the Docker engine' });
    for (const file of fillers) rmSync(file, { force: true });
    await nothingAfterSweep(drill, engine.env);
  }, 600_000);
});

describe('a disk of the reports that fills up in the restore', () => {
  it('ends the drill with a clear error; nothing is claimed and nothing left', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-full-'));
    const out = join(folder, 'reports');
    mkdirSync(out);
    await mountOwn(folder, out, 32);
    try {
      await using drill = start('database-loss', { out });
      await drill.until('"type":"step-started"');
      await fillUp(out);
      await drill.ended();
      expect(drill.child.exitCode).toBe(69);
      expect(drill.said()).toMatch(/could not be written \(ENOSPC\)/u);
      const dir = drill.dir();
      for (const file of ['result.json', 'report.html', 'seal.dsse.json']) expect(existsSync(join(dir, file))).toBe(false);
      const { events } = await readJournal(dir);
      expect(fold(events)).toMatchObject({ verdict: 'inconclusive', run: { state: 'unfinished' } });
      expect(await objectsOf(dir)).toEqual([]);
    } finally {
      await execa('umount', [out], { reject: false });
      rmSync(folder, { recursive: true, force: true });
    }
  }, 300_000);
});
