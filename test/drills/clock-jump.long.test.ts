import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../src/engine/journal-read.ts';
import { fold } from '../../src/model/fold.ts';
import { objectsOf, start } from './started.ts';

describe("a host's clock that is set an hour ahead after the failure", () => {
  it('leaves a drill that is inconclusive and says why; its durations stay right, and nothing is left', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-jump-'));
    const jump = join(folder, 'jump');
    try {
      await using drill = start('database-loss', {
        env: { MUSTER_TEST_JUMP: jump, NODE_OPTIONS: `--import ${join(import.meta.dirname, 'fixtures/jumping-clock.mjs')}` },
      });
      await drill.until('"type":"fault-injected"');
      writeFileSync(jump, '');
      await drill.ended();
      const dir = drill.dir();
      const { events, sealed, problems } = await readJournal(dir);
      expect({ sealed, problems }).toEqual({ sealed: true, problems: [] });
      const result = fold(events);
      expect(result.verdict, JSON.stringify(result.reasons)).toBe('inconclusive');
      expect(drill.child.exitCode).toBe(2);
      expect(result.reasons).toContainEqual(expect.objectContaining({ code: 'clock-jumped', text: expect.stringContaining('1 h') as string }));
      expect(Object.values(result.measured.phases).every((seconds) => seconds < 600)).toBe(true);
      expect(result.steps.every(({ seconds }) => seconds !== null && seconds < 600)).toBe(true);
      expect(existsSync(join(dir, 'report.html'))).toBe(true);
      expect(await objectsOf(dir)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 300_000);
});
