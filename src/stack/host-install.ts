import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { DrillError } from '../model/errors.ts';
import { connectEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { installCommand, startCommand } from './host.ts';
import type { Host } from './host.ts';

const log = '/var/log/muster-dockerd.log';
const readyMs = 90_000;

/** Installs packages of the distribution without a question. @throws {DrillError} ENGINE_UNAVAILABLE with apt's last lines; ABORTED. */
export async function installPackages(packages: readonly string[], signal: AbortSignal): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const done = await execa('apt-get', ['-q', ...args], { env, reject: false, all: true, stdin: 'ignore', cancelSignal: signal });
    if (signal.aborted) throw new DrillError('ABORTED', 'installing packages: interrupted');
    // A single broken source must not stop the installation: what counts is whether the packages arrive.
    if (done.failed && args[0] === 'install')
      throw new DrillError('ENGINE_UNAVAILABLE', `apt-get ${args.join(' ')} failed:${lastLines(done.all ?? '')}`, {
        hint: `As root: ${installCommand(packages)}`,
      });
  }
}

/** Starts an installed engine so that it outlives Muster, and waits until it answers. @throws {DrillError} ENGINE_UNAVAILABLE, ABORTED. */
export async function startEngine(host: Host, env: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Promise<Engine> {
  const reached = await tryConnect(env, signal);
  if (reached !== null) return reached;
  const ended = host.systemd ? await startUnit() : await startDetached(env);
  const over = AbortSignal.timeout(readyMs);
  while (!over.aborted && !ended.now) {
    const engine = await tryConnect(env, signal);
    if (engine !== null) return engine;
    await sleep(250, undefined, { signal }).catch((cause: unknown) => {
      throw new DrillError('ABORTED', 'starting the Docker engine: interrupted', { cause });
    });
  }
  const told = existsSync(log) && !host.systemd ? lastLines(readFileSync(log, 'utf8')) : '';
  throw new DrillError('ENGINE_UNAVAILABLE', `the Docker engine was started but does not answer:${told}`, {
    hint: `See ${host.systemd ? '`journalctl -u docker`' : log}, then: ${startCommand(host)}`,
  });
}

async function tryConnect(env: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Promise<Engine | null> {
  try {
    return await connectEngine({ env, signal });
  } catch (error) {
    if (error instanceof DrillError && error.code === 'ENGINE_UNAVAILABLE') return null;
    throw error;
  }
}

async function startUnit(): Promise<{ readonly now: boolean }> {
  await execa('systemctl', ['start', 'docker'], { reject: false, stdin: 'ignore' });
  return { now: false };
}

async function startDetached(env: Readonly<Record<string, string | undefined>>): Promise<{ readonly now: boolean }> {
  if (!/ cgroup2? /u.test(readFileSync('/proc/mounts', 'utf8'))) await execa('mount', ['-t', 'cgroup2', 'cgroup2', '/sys/fs/cgroup'], { reject: false });
  const output = openSync(log, 'a', 0o600);
  const child = spawn('dockerd', [], { detached: true, stdio: ['ignore', output, output], env: { ...env, PATH: `${env['PATH'] ?? ''}:/usr/sbin:/sbin` } });
  closeSync(output);
  const state = { now: false };
  child
    .on('error', () => {
      state.now = true;
    })
    .on('exit', () => {
      state.now = true;
    })
    .unref();
  return state;
}

function lastLines(text: string): string {
  return text
    .trim()
    .split('\n')
    .slice(-8)
    .map((line) => `\n  | ${line}`)
    .join('');
}
