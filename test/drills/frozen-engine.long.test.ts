import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sweep } from '../../src/commands/sweep.ts';
import { readJournal } from '../../src/engine/journal-read.ts';
import { fold } from '../../src/model/fold.ts';
import { freezableEngine } from './frozen-engine.ts';
import { testPorts } from './rehearse.ts';
import { objectsOf, phaseMark, silent, start } from './started.ts';

/** What docs/mirror.md promises. */
const boundMs = 60_000;

describe.each([
  ['the provisioning', phaseMark('provision')],
  ['the backup', phaseMark('backup')],
  ['the fault', phaseMark('fault')],
  ['the restore', '"type":"step-started"'],
  ['the checks', phaseMark('assert')],
  ['the proof', '"type":"sabotage-intended"'],
  ['the teardown', '"type":"isolation-counted"'],
])('an engine that hangs in %s', (_phase, mark) => {
  it('ends the drill within a minute: inconclusive, with evidence, naming what is left; sweep removes it', async () => {
    await using engine = await freezableEngine();
    await using drill = start('database-loss', { env: engine.env });
    await drill.until(mark);
    engine.freeze();
    const frozen = performance.now();
    await drill.ended();
    expect(performance.now() - frozen).toBeLessThan(boundMs);
    expect(drill.child.exitCode).toBe(2);
    const dir = drill.dir();
    const { events, sealed, problems } = await readJournal(dir);
    expect({ sealed, problems }).toEqual({ sealed: true, problems: [] });
    const result = fold(events);
    expect(result.failure).toMatchObject({ code: 'ENGINE_LOST', message: expect.stringContaining('Docker engine') as string });
    expect(result.verdict).toBe('inconclusive');
    expect(result.teardown.leftovers.join()).toContain(result.run.id);
    for (const file of ['result.json', 'report.html', 'summary.md']) expect(existsSync(join(dir, file))).toBe(true);
    expect(readFileSync(join(dir, 'report.html'), 'utf8')).toContain('muster sweep');
    await sleep(1_500);
    expect(await sweep({}, silent, testPorts())).toBe(0);
    expect(await objectsOf(dir)).toEqual([]);
  }, 180_000);
});
