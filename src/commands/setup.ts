import { join } from 'node:path';
import { stderr, stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { connectEngine, engineIsNamed, type Engine } from '../stack/engine.ts';
import { installCommand, missingBasePackages, missingEnginePackages, startCommand, thisHost, type Host } from '../stack/host.ts';
import { installPackages, startEngine } from '../stack/host-install.ts';
import { pullRootfs } from '../stack/image-base.ts';
import { cachedImages } from '../stack/images.ts';
import type { CommandPorts, Io } from './io.ts';

export interface SetupFlags {
  /** False with --no-install. */
  readonly install?: boolean;
  readonly yes?: boolean;
}
interface Setting {
  readonly flags: SetupFlags;
  readonly io: Io;
  readonly ports: CommandPorts;
  readonly host: Host;
}

/**
 * `muster setup`: installs and starts a Docker engine from the distribution's packages when none is reachable, and
 * debootstrap when the base image has to be made with it. Says what it does first; exit 69 with the command to type
 * where it may not.
 */
export async function setup(flags: SetupFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const setting = { flags, io, ports, host: thisHost(ports.env) };
  const found = await reachable(setting);
  const engine = typeof found === 'string' ? await bring(setting, found) : found;
  if (engine === null) return exitCodes.unavailable;
  return (await prepareBase(setting, engine)) ? exitCodes.pass : exitCodes.unavailable;
}

async function reachable({ io, ports }: Setting): Promise<Engine | string> {
  try {
    return await connectEngine({ env: ports.env, signal: io.signal });
  } catch (error) {
    if (error instanceof DrillError && error.code === 'ENGINE_UNAVAILABLE') return error.message;
    throw error;
  }
}

/** A local engine, installed and started; null when that is not allowed here, which was said. */
async function bring(setting: Setting, cause: string): Promise<Engine | null> {
  const { io, ports, host } = setting;
  const packages = missingEnginePackages(host);
  const install = host.has('dockerd') && host.has('iptables') ? [] : packages;
  const commands = [...(install.length > 0 ? [installCommand(install)] : []), startCommand(host)];
  io.err(`No Docker engine is reachable: ${cause}.`);
  if (cause.includes('EACCES')) {
    io.err('It runs, but you may not use its socket. Type, then log in again:\n  sudo usermod -aG docker "$USER"');
    return null;
  }
  if (engineIsNamed(ports.env)) {
    io.err('DOCKER_HOST, DOCKER_CONTEXT or the current Docker context names that engine: start it, or choose another (`docker context use default`).');
    return null;
  }
  if (!(await mayChange(setting, commands))) return null;
  if (install.length > 0) {
    io.err(`Installing ${install.join(', ')} …`);
    await installPackages(install, io.signal);
  }
  io.err('Starting the Docker engine …');
  const engine = await startEngine(host, ports.env, io.signal);
  io.err(`The Docker engine ${engine.facts.version} answers.`);
  return engine;
}

async function prepareBase(setting: Setting, engine: Engine): Promise<boolean> {
  const { io, ports, host } = setting;
  const packages = missingBasePackages(host);
  if (packages.length === 0 || Object.values(await cachedImages(engine, join(ports.home, 'images'))).every(Boolean)) return true;
  if (await pullRootfs(engine, io.signal)) return true;
  io.err(`The image registry is not reachable, so the base image is made on this host; for that it needs ${packages.join(' and ')}.`);
  if (!(await mayChange(setting, [installCommand(packages)]))) return false;
  io.err(`Installing ${packages.join(', ')} …`);
  await installPackages(packages, io.signal);
  return true;
}

async function mayChange({ flags, io, ports, host }: Setting, commands: readonly string[]): Promise<boolean> {
  if (!host.apt) return refuse(io, 'This is not Debian or Ubuntu: install a Docker engine (20.10 or newer) the way your system does.', []);
  if (flags.install === false) return refuse(io, '--no-install: type this as root, then try again:', commands);
  if (!host.root) return refuse(io, 'Muster does not run as root: type this as root, then try again:', commands);
  io.err(`Muster will now run, as root:${indented(commands)}`);
  if (flags.yes === true) return true;
  if (!ports.terminal) return refuse(io, 'Nobody can be asked here: say `muster setup --yes`.', []);
  return agreed(io);
}

function refuse(io: Io, text: string, commands: readonly string[]): false {
  io.err(`${text}${indented(commands)}`);
  return false;
}

async function agreed(io: Io): Promise<boolean> {
  const asking = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(es)?$/iu.test((await asking.question('Go on? [y/N] ', { signal: io.signal })).trim());
  } finally {
    asking.close();
  }
}

function indented(commands: readonly string[]): string {
  return commands.map((command) => `\n  ${command}`).join('');
}
