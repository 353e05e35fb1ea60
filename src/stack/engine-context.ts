import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parsedJson } from '../model/parsed-json.ts';

/** Where the engine is, and which rule of the Docker CLI said so. */
export interface Endpoint {
  readonly source: 'DOCKER_HOST' | 'context' | 'default socket';
  /** Name of the context; `default` without one. */
  readonly context: string;
  readonly address: string;
  /** Folder with ca.pem, cert.pem and key.pem, for a TCP address with TLS. */
  readonly certificates: string | null;
}

/** What resolution reads of the outside; every answer is `null` or false where nothing is there. */
export interface ContextFiles {
  readonly readText: (path: string) => string | null;
  readonly isSocket: (path: string) => boolean;
  readonly home: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Candidate endpoints in the Docker CLI's own order: DOCKER_HOST; DOCKER_CONTEXT or the current context;
 * sockets at their usual places. Pure but for `files`. An unknown context gives no candidate, never another engine.
 */
export function resolveEndpoints(env: Env, files: ContextFiles): readonly Endpoint[] {
  const folder = env['DOCKER_CONFIG'] ?? join(files.home, '.docker');
  const host = env['DOCKER_HOST'];
  if (host !== undefined && host !== '') {
    const verify = env['DOCKER_TLS_VERIFY'] !== undefined && env['DOCKER_TLS_VERIFY'] !== '';
    return [{ source: 'DOCKER_HOST', context: 'default', address: host, certificates: verify ? (env['DOCKER_CERT_PATH'] ?? folder) : null }];
  }
  const context = env['DOCKER_CONTEXT'] ?? currentContext(files.readText(join(folder, 'config.json')));
  if (context !== '' && context !== 'default') return namedContext(context, folder, files);
  return defaultSockets(env, files.home)
    .filter((path) => files.isSocket(path))
    .map((path) => ({ source: 'default socket', context: 'default', address: `unix://${path}`, certificates: null }));
}

/** True when DOCKER_HOST, DOCKER_CONTEXT or the current context says which engine is meant. */
export function namesAnEngine(env: Env, files: ContextFiles): boolean {
  const context = env['DOCKER_CONTEXT'] ?? currentContext(files.readText(join(env['DOCKER_CONFIG'] ?? join(files.home, '.docker'), 'config.json')));
  return (env['DOCKER_HOST'] ?? '') !== '' || (context !== '' && context !== 'default');
}

function namedContext(name: string, folder: string, files: ContextFiles): readonly Endpoint[] {
  const id = createHash('sha256').update(name).digest('hex');
  const address = contextHost(files.readText(join(folder, 'contexts', 'meta', id, 'meta.json')));
  if (address === '') return [];
  const certificates = join(folder, 'contexts', 'tls', id, 'docker');
  const hasCertificates = files.readText(join(certificates, 'ca.pem')) !== null;
  return [{ source: 'context', context: name, address, certificates: hasCertificates ? certificates : null }];
}

function defaultSockets(env: Env, home: string): readonly string[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    '/var/run/docker.sock',
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock')]),
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
  ];
}

function currentContext(text: string | null): string {
  const value = field(parsedJson(text ?? ''), 'currentContext');
  return typeof value === 'string' ? value : '';
}

function contextHost(text: string | null): string {
  const value = field(field(field(parsedJson(text ?? ''), 'Endpoints'), 'docker'), 'Host');
  return typeof value === 'string' ? value : '';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined;
}
