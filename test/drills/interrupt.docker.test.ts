import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sweep } from '../../src/commands/sweep.ts';
import { report } from '../../src/commands/report.ts';
import { readJournal } from '../../src/engine/journal-read.ts';
import { testPorts } from './rehearse.ts';
import { objectsOf, phaseMark, silent, start } from './started.ts';

describe.each([
  ['prepare', 'SIGINT'],
  ['provision', 'SIGTERM'],
  ['backup', 'SIGINT'],
  ['fault', 'SIGTERM'],
  ['restore', 'SIGINT'],
  ['assert', 'SIGTERM'],
  ['prove', 'SIGINT'],
] as const)('in the phase %s', (phase, name) => {
  it(`${name} removes every object within 7 s, exits 130 and leaves evidence; a second one is ignored`, async () => {
    await using drill = start();
    await drill.until(phaseMark(phase));
    const { child } = drill;
    const asked = performance.now();
    process.kill(-(child.pid ?? 0), name);
    await sleep(50);
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), name);
    await drill.ended();
    expect(performance.now() - asked).toBeLessThan(7000);
    expect(child.exitCode).toBe(130);
    const dir = drill.dir();
    expect(await objectsOf(dir)).toEqual([]);
    expect(await readJournal(dir)).toMatchObject({ sealed: true, problems: [] });
    expect(readFileSync(join(dir, 'journal.ndjson'), 'utf8')).toContain('"type":"interrupted"');
    expect(existsSync(join(dir, 'report.html'))).toBe(true);
  }, 120_000);
});

describe.each(['provision', 'restore', 'prove'])('killed with SIGKILL in the phase %s', (phase) => {
  it('leaves a journal that still renders, and a mirror that sweep removes', async () => {
    await using drill = start();
    await drill.until(phaseMark(phase));
    await sleep(300);
    process.kill(-(drill.child.pid ?? 0), 'SIGKILL');
    await drill.ended();
    const dir = drill.dir();
    expect(await report(dir, {}, silent, testPorts())).toBe(2);
    expect(existsSync(join(dir, 'report.html'))).toBe(true);
    await sleep(1500);
    expect(await sweep({}, silent, testPorts())).toBe(0);
    expect(await objectsOf(dir)).toEqual([]);
  }, 120_000);
});
