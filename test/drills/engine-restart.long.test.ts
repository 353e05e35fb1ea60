import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep } from '../../src/commands/sweep.ts';
import { readJournal } from '../../src/engine/journal-read.ts';
import { fold } from '../../src/model/fold.ts';
import { ownEngine, type OwnEngine } from './own-engine.ts';
import { testPorts } from './rehearse.ts';
import { objectsOf, phaseMark, silent, start } from './started.ts';

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
    expect(drill.child.exitCode).toBe(2);
    const dir = drill.dir();
    const { events, sealed, problems } = await readJournal(dir);
    expect({ sealed, problems }).toEqual({ sealed: true, problems: [] });
    const result = fold(events);
    expect(result.failure).toMatchObject({ code: 'ENGINE_LOST', message: expect.stringContaining('Docker engine') as string });
    expect(result.verdict).toBe('inconclusive');
    expect(existsSync(join(dir, 'report.html'))).toBe(true);
    await sleep(1_500);
    const ports = { ...testPorts(), env: { ...process.env, ...engine.env } };
    expect(await sweep({}, silent, ports)).toBe(0);
    expect(await objectsOf(dir, ports.env)).toEqual([]);
  }, 420_000);
});
