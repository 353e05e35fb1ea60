import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { sweep } from '../../src/commands/sweep.ts';
import { report } from '../../src/commands/report.ts';
import type { Io } from '../../src/commands/io.ts';
import { readJournal } from '../../src/engine/journal-read.ts';
import { connectEngine } from '../../src/stack/engine.ts';
import { listRunObjects } from '../../src/stack/removal.ts';
import { home, testPorts } from './rehearse.ts';

const signal = new AbortController().signal;
const io: Io = { out: () => undefined, err: () => undefined, cwd: home, signal };
const outs: string[] = [];
afterEach(() => outs.splice(0).forEach((out) => rmSync(out, { recursive: true, force: true })));

/** Starts the real program in a process group of its own and waits until its journal holds `mark`. */
async function startedUntil(mark: string): Promise<{ readonly child: ChildProcess; readonly out: string; readonly dir: () => string }> {
  const out = mkdtempSync(join(tmpdir(), 'muster-interrupt-'));
  outs.push(out);
  const child = spawn(
    join(home, 'node_modules/.bin/node'),
    [join(home, 'bin/muster.mjs'), 'run', 'drills/database-loss.yaml', '--commerce', 'order-desk', '--out', out],
    { cwd: home, detached: true, stdio: 'ignore' },
  );
  const dir = (): string =>
    join(
      out,
      readdirSync(out, { recursive: true })
        .map(String)
        .find((name) => name.endsWith('journal.ndjson')) ?? 'none',
      '..',
    );
  const journal = (): string => (existsSync(join(dir(), 'journal.ndjson')) ? readFileSync(join(dir(), 'journal.ndjson'), 'utf8') : '');
  while (!journal().includes(mark) && child.exitCode === null) await sleep(20);
  return { child, out, dir };
}

async function objectsOf(dir: string): Promise<readonly string[]> {
  const { events } = await readJournal(dir);
  const [first] = events;
  if (first?.type !== 'run-started') throw new Error('no run-started');
  const engine = await connectEngine({ env: process.env, signal });
  return (await listRunObjects(engine, first.runId)).map((object) => object.name);
}

const ended = (child: ChildProcess): Promise<unknown> => (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve());

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
    const { child, dir } = await startedUntil(`"phase":"${phase}","prev"`);
    const asked = performance.now();
    process.kill(-(child.pid ?? 0), name);
    await sleep(50);
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), name);
    await ended(child);
    expect(performance.now() - asked).toBeLessThan(7000);
    expect(child.exitCode).toBe(130);
    expect(await objectsOf(dir())).toEqual([]);
    expect(await readJournal(dir())).toMatchObject({ sealed: true, problems: [] });
    expect(readFileSync(join(dir(), 'journal.ndjson'), 'utf8')).toContain('"type":"interrupted"');
    expect(existsSync(join(dir(), 'report.html'))).toBe(true);
  }, 120_000);
});

describe.each(['provision', 'restore', 'prove'])('killed with SIGKILL in the phase %s', (phase) => {
  it('leaves a journal that still renders, and a mirror that sweep removes', async () => {
    const { child, dir } = await startedUntil(`"phase":"${phase}","prev"`);
    await sleep(300);
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended(child);
    expect(await report(dir(), {}, io, testPorts())).toBe(2);
    expect(existsSync(join(dir(), 'report.html'))).toBe(true);
    await sleep(1500);
    expect(await sweep({}, io, testPorts())).toBe(0);
    expect(await objectsOf(dir())).toEqual([]);
  }, 120_000);
});
