import { afterAll, beforeAll, describe, it } from 'vitest';
import { ownEngine, type OwnEngine } from './own-engine.ts';
import { endedInconclusive, nothingAfterSweep, phaseMark, start } from './started.ts';

let engine: OwnEngine;
beforeAll(async () => {
  engine = await ownEngine();
}, 300_000);
afterAll(async () => await engine[Symbol.asyncDispose](), 120_000);

describe.each([
  ['the loading', 'SIGTERM', phaseMark('load')],
  ['the loading', 'SIGKILL', phaseMark('load')],
  ['the restore', 'SIGTERM', '"type":"step-started"'],
  ['the restore', 'SIGKILL', '"type":"step-started"'],
  ['the proof', 'SIGTERM', '"type":"sabotage-intended"'],
  ['the proof', 'SIGKILL', '"type":"sabotage-intended"'],
] as const)('a daemon that is started again in %s after %s', (_phase, how, mark) => {
  it('leaves a drill that is inconclusive, with evidence; nothing is left after a sweep', async () => {
    await using drill = start('database-loss', { env: engine.env });
    await drill.until(mark);
    await engine.end(how);
    await engine.start();
    await drill.ended();
    await endedInconclusive(drill, { code: 'ENGINE_LOST', says: 'Docker engine' });
    await nothingAfterSweep(drill, engine.env);
  }, 420_000);
});
