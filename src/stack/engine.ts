import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { DrillError } from '../model/errors.ts';
import { engineMessage } from './engine-call.ts';
import { namesAnEngine, resolveEndpoints } from './engine-context.ts';
import type { ContextFiles, Endpoint } from './engine-context.ts';
import { OpenCalls } from './open-calls.ts';
import { Pulse, usualBeat, type Beat } from './pulse.ts';
import { within } from './race.ts';

/**
 * A Docker engine that answered, with the API version both sides speak. For as long as calls to it are under way it is asked
 * whether it still answers: when it does not (`usualBeat`), all of them end, streams and attachments too.
 */
export interface Engine {
  /** The environment it was found with; builds take proxy settings from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly docker: Docker;
  readonly endpoint: Endpoint;
  readonly apiVersion: string;
  readonly facts: EngineFacts;
}
export interface EngineFacts {
  readonly version: string;
  readonly operatingSystem: string;
  readonly architecture: string;
  readonly storageDriver: string;
  readonly cgroupVersion: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Empty when the engine does not say. */
  readonly systemTime: string;
  readonly rootDir: string;
}

const oldestApi = 41;
const newestApi = 52;
const connectTimeoutMs = 8_000;

/**
 * Finds the engine as the Docker CLI would and negotiates the API version (1.41 or newer).
 * Does not start anything.
 * @throws {DrillError} ENGINE_UNAVAILABLE with the cause in one line; ABORTED on `signal`.
 */
export async function connectEngine(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly beat?: Beat;
}): Promise<Engine> {
  const endpoints = resolveEndpoints(options.env, hostFiles());
  if (endpoints.length === 0) throw nothingFound(options.env);
  const causes: string[] = [];
  for (const endpoint of endpoints) {
    try {
      const over = AbortSignal.any([options.signal, AbortSignal.timeout(connectTimeoutMs)]);
      return await within('connecting to the Docker engine', open(endpoint, options, over), {
        signal: options.signal,
        timeoutMs: connectTimeoutMs,
        onTimeout: () => unavailable(`no answer from ${shown(endpoint)} within ${connectTimeoutMs / 1000} s`),
      });
    } catch (error) {
      if (error instanceof DrillError && error.code === 'ABORTED') throw error;
      causes.push(error instanceof DrillError ? error.message : `no Docker engine answers at ${shown(endpoint)} (${engineMessage(error)})`);
    }
  }
  throw unavailable(causes.join('; '));
}

/** True when the environment or the current context names an engine: then Muster installs no other. */
export function engineIsNamed(env: Engine['env']): boolean {
  return namesAnEngine(env, hostFiles());
}

async function open(endpoint: Endpoint, { env, beat = usualBeat }: Parameters<typeof connectEngine>[0], over: AbortSignal): Promise<Engine> {
  const { default: DockerClient } = await import('dockerode');
  const first = new DockerClient(clientOptions(endpoint));
  const questions = new OpenCalls(first.modem, () => undefined);
  const giveUp = (): void => questions.cut(new Error('no answer in time'));
  over.addEventListener('abort', giveUp, { once: true });
  const chosen = await negotiated(first, endpoint);
  const facts = factsOf(await first.info());
  over.removeEventListener('abort', giveUp);
  const docker = new DockerClient({ ...clientOptions(endpoint), version: `v1.${chosen}` });
  const pulse = new Pulse({ ask: () => first.info(), giveUp }, beat);
  const calls = new OpenCalls(docker.modem, () => pulse.watch(calls));
  return { env, docker, endpoint, apiVersion: `1.${chosen}`, facts };
}

/** The newest minor version of the API that both sides speak. */
async function negotiated(client: Docker, endpoint: Endpoint): Promise<number> {
  const version: { readonly ApiVersion: string; readonly MinAPIVersion?: string } = await client.version();
  const newest = minor(version.ApiVersion);
  const chosen = Math.min(newest, newestApi);
  if (newest < oldestApi)
    throw unavailable(`the Docker engine at ${shown(endpoint)} speaks API ${version.ApiVersion}; Muster needs 1.${oldestApi} (Docker 20.10) or newer`);
  if (minor(version.MinAPIVersion ?? '1.0') > chosen)
    throw unavailable(`the Docker engine at ${shown(endpoint)} wants API ${version.MinAPIVersion ?? ''} or newer; this Muster knows 1.${newestApi}`);
  return chosen;
}

function clientOptions(endpoint: Endpoint): Docker.DockerOptions {
  const { address, certificates } = endpoint;
  if (address.startsWith('unix://')) return { socketPath: address.slice('unix://'.length) };
  let url: URL;
  try {
    url = new URL(address);
  } catch (cause) {
    throw new DrillError('ENGINE_UNAVAILABLE', `the engine's address "${address}" is not one of unix://, tcp://, http://, https:// or ssh://`, { cause });
  }
  if (url.protocol === 'ssh:')
    return { protocol: 'ssh', host: url.hostname, port: url.port === '' ? 22 : Number(url.port), ...(url.username === '' ? {} : { username: url.username }) };
  const secure = certificates !== null || url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 2376 : 2375) : Number(url.port);
  if (certificates === null) return { protocol: secure ? 'https' : 'http', host: url.hostname, port };
  const pem = (name: string): Buffer => readFileSync(join(certificates, name));
  return { protocol: 'https', host: url.hostname, port, ca: pem('ca.pem'), cert: pem('cert.pem'), key: pem('key.pem') };
}

function factsOf(info: Readonly<Record<string, unknown>>): EngineFacts {
  const text = (name: string): string => (typeof info[name] === 'string' ? info[name] : '');
  const number = (name: string): number => Number(info[name] ?? 0);
  return {
    version: text('ServerVersion'),
    operatingSystem: text('OperatingSystem'),
    architecture: text('Architecture'),
    storageDriver: text('Driver'),
    cgroupVersion: text('CgroupVersion'),
    cpus: number('NCPU'),
    memoryBytes: number('MemTotal'),
    systemTime: text('SystemTime'),
    rootDir: text('DockerRootDir'),
  };
}

function hostFiles(): ContextFiles {
  return {
    home: homedir(),
    readText: (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return null;
      }
    },
    isSocket: (path) => {
      try {
        return statSync(path).isSocket();
      } catch {
        return false;
      }
    },
  };
}

function nothingFound(env: Readonly<Record<string, string | undefined>>): DrillError {
  const context = env['DOCKER_CONTEXT'];
  return unavailable(
    context === undefined
      ? 'no Docker engine found: no DOCKER_HOST, no context, no socket at the usual places'
      : `the Docker context "${context}" does not exist`,
  );
}

function unavailable(message: string): DrillError {
  return new DrillError('ENGINE_UNAVAILABLE', message);
}

function shown(endpoint: Endpoint): string {
  return endpoint.address.replace(/\/\/[^@/]*@/u, '//');
}

function minor(version: string): number {
  return Number(version.split('.')[1] ?? '0');
}
