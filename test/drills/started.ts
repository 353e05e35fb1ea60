import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Io } from '../../src/commands/io.ts';
import { sweep } from '../../src/commands/sweep.ts';
import { readJournal } from '../../src/engine/journal-read.ts';
import { fold } from '../../src/model/fold.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { connectEngine } from '../../src/stack/engine.ts';
import { listRunObjects } from '../../src/stack/removal.ts';
import { home, testPorts } from './rehearse.ts';

const signal = new AbortController().signal;

/** An `Io` that says nothing. */
export const silent: Io = { out: () => undefined, err: () => undefined, cwd: home, signal };

/** The real program, running a drill. */
export interface Started extends AsyncDisposable {
  readonly child: ChildProcess;
  /** The run's folder. */
  dir(): string;
  /** The journal so far. */
  journal(): string;
  /** What it told on stderr so far. */
  said(): string;
  /** Resolves when the journal holds `mark`, or the program has ended. */
  until(mark: string): Promise<void>;
  /** Resolves when the program has ended. */
  ended(): Promise<void>;
}

/** Starts a drill on the stand-in, in a process group of its own. Disposing ends what runs of it and removes its reports, but for a given folder. */
export function start(drill = 'database-loss', { env = {}, out: given }: { readonly env?: NodeJS.ProcessEnv; readonly out?: string } = {}): Started {
  const out = given ?? mkdtempSync(join(tmpdir(), 'muster-started-'));
  const child = spawn(
    join(home, 'node_modules/.bin/node'),
    [join(home, 'bin/muster.mjs'), 'run', `drills/${drill}.yaml`, '--commerce', 'order-desk', '--out', out],
    { cwd: home, detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } },
  );
  let said = '';
  child.stderr?.on('data', (text) => (said += String(text)));
  const dir = (): string => {
    const found = readdirSync(out, { recursive: true }).map(String);
    return join(out, found.find((name) => name.endsWith('journal.ndjson')) ?? 'none', '..');
  };
  const journal = (): string => (existsSync(join(dir(), 'journal.ndjson')) ? readFileSync(join(dir(), 'journal.ndjson'), 'utf8') : '');
  const over = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const ended = async (): Promise<void> => void (over() || (await once(child, 'exit')));
  return {
    child,
    dir,
    journal,
    said: () => said,
    ended,
    until: async (mark) => {
      while (!journal().includes(mark) && !over()) await sleep(20);
    },
    [Symbol.asyncDispose]: async () => {
      if (!over()) process.kill(-(child.pid ?? 0), 'SIGKILL');
      await ended();
      if (given === undefined) rmSync(out, { recursive: true, force: true });
    },
  };
}

/** The mark of a phase's beginning in a journal. */
export const phaseMark = (phase: string): string => `"phase":"${phase}","prev"`;

/** Expects that a drill that has ended is inconclusive for that reason, and that its evidence is whole. */
export async function endedInconclusive(drill: Started, failure: { readonly code: string; readonly says: string }): Promise<DrillResult> {
  expect(drill.child.exitCode).toBe(2);
  const { events, sealed, problems } = await readJournal(drill.dir());
  expect({ sealed, problems }).toEqual({ sealed: true, problems: [] });
  const result = fold(events);
  expect(result.failure).toMatchObject({ code: failure.code, message: expect.stringContaining(failure.says) as string });
  expect(result.verdict).toBe('inconclusive');
  expect(existsSync(join(drill.dir(), 'report.html'))).toBe(true);
  return result;
}

/** Expects that a sweep of the engine of `env` leaves nothing of the run. */
export async function nothingAfterSweep(drill: Started, env: NodeJS.ProcessEnv = {}): Promise<void> {
  await sleep(1_500);
  const ports = { ...testPorts(), env: { ...process.env, ...env } };
  expect(await sweep({}, silent, ports)).toBe(0);
  expect(await objectsOf(drill.dir(), ports.env)).toEqual([]);
}

/** Names of what the engine of `env` holds of the run whose folder is named. */
export async function objectsOf(dir: string, env: NodeJS.ProcessEnv = process.env): Promise<readonly string[]> {
  const { events } = await readJournal(dir);
  const [first] = events;
  if (first?.type !== 'run-started') throw new Error('no run-started');
  return (await listRunObjects(await connectEngine({ env, signal }), first.runId)).map((object) => object.name);
}
