import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freezableEngine } from './frozen-engine.ts';
import { endedInconclusive, nothingAfterSweep, phaseMark, start } from './started.ts';

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
    const result = await endedInconclusive(drill, { code: 'ENGINE_LOST', says: 'Docker engine' });
    expect(result.teardown.leftovers.join()).toContain(result.run.id);
    for (const file of ['result.json', 'summary.md']) expect(existsSync(join(drill.dir(), file))).toBe(true);
    expect(readFileSync(join(drill.dir(), 'report.html'), 'utf8')).toContain('muster sweep');
    await nothingAfterSweep(drill);
  }, 180_000);
});
