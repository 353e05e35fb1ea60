import { connect as tlsConnect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { CookieJar } from 'tough-cookie';
import type { Pool } from 'undici';
import type { Http, HttpReply, HttpRequest, HttpSession } from '../model/ports/http.ts';
import { DrillError } from '../model/errors.ts';
import { within } from './race.ts';
import type { Dial } from './relay.ts';

export interface HttpInput {
  readonly dial: Dial;
  /** The run's certificate authority, PEM: the only one that is believed. */
  readonly authority: string;
  readonly siteHost: string;
  readonly signal: AbortSignal;
}

const defaultTimeoutMs = 10_000;
const connectionsPerSession = 6;
const maxBodyBytes = 16 * 1024 * 1024;

/** The `Http` port: HTTPS to the mirror's web server, through the relay, whatever host a URL names. */
export function makeHttp(input: HttpInput): Http {
  return { session: (cookies = []) => makeSession(input, cookies) };
}

interface Tools {
  readonly pool: Pool;
  readonly jar: CookieJar;
}

function makeSession(input: HttpInput, cookies: readonly string[]): HttpSession {
  const origin = `https://${input.siteHost}`;
  let tools: Promise<Tools> | null = null;
  let jar: Tools['jar'] | null = null;
  const open = async (): Promise<Tools> => {
    const made = await makeTools(input, origin);
    for (const cookie of cookies) await made.jar.setCookie(cookie, `${origin}/`);
    jar = made.jar;
    return made;
  };
  return {
    request: async (request) => {
      const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
      const ends = AbortSignal.any([input.signal, AbortSignal.timeout(timeoutMs)]);
      tools ??= open();
      const { pool, jar: known } = await tools;
      const what = `${request.method ?? 'GET'} ${pathOnly(request.path)}`;
      let reply: HttpReply | null;
      try {
        reply = await send(pool, known, { ...request, origin, ends });
      } catch (cause) {
        if (input.signal.aborted) throw new DrillError('ABORTED', `${request.method ?? 'GET'}: interrupted`, { cause });
        const how = ends.aborted ? `no answer within ${timeoutMs} ms` : 'refused or broken off';
        throw new DrillError('UNREACHABLE', `${what}: ${how}`, { cause });
      }
      if (reply === null) throw new DrillError('COMMAND_FAILED', `${what}: an answer of more than ${maxBodyBytes / 1024 / 1024} MiB`);
      return reply;
    },
    cookies: (path = '/') => jar?.getCookieStringSync(`${origin}${path}`) ?? '',
    [Symbol.asyncDispose]: async () => {
      const made = await tools?.catch(() => null);
      await made?.pool.destroy();
    },
  };
}

async function makeTools(input: HttpInput, origin: string): Promise<Tools> {
  const [{ Pool: UndiciPool }, { CookieJar: Jar }] = await Promise.all([import('undici'), import('tough-cookie')]);
  const pool = new UndiciPool(origin, {
    connections: connectionsPerSession,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    connect: (_options, callback) => void secure(input).then(...outcome(callback)),
  });
  return { pool, jar: new Jar() };
}

/** A Node-style callback as the two ends of a promise. */
function outcome(done: (...args: [null, TLSSocket] | [Error, null]) => void): [(socket: TLSSocket) => void, (error: unknown) => void] {
  return [(socket) => done(null, socket), (error) => done(error instanceof Error ? error : new Error(String(error)), null)];
}

async function secure(input: HttpInput): Promise<TLSSocket> {
  const stream = await input.dial('web', 443);
  const socket = tlsConnect({ socket: stream, ca: input.authority, servername: input.siteHost, ALPNProtocols: ['http/1.1'] });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket
    .once('secureConnect', () => resolve())
    .once('error', reject)
    .once('close', () => reject(new Error('closed during the handshake')));
  await within('web: TLS handshake', promise, { signal: input.signal, timeoutMs: defaultTimeoutMs }).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
  return socket;
}

/** Null when the body is larger than `maxBodyBytes`; the connection is then given up. */
async function send(pool: Pool, jar: Tools['jar'], request: HttpRequest & { readonly origin: string; readonly ends: AbortSignal }): Promise<HttpReply | null> {
  const url = `${request.origin}${request.path}`;
  const started = performance.now();
  const cookie = await jar.getCookieString(url);
  const { headers, body } = bodyOf(request);
  const reply = await pool.request({
    method: request.method ?? 'GET',
    path: request.path,
    signal: request.ends,
    ...(body === null ? {} : { body }),
    headers: { 'user-agent': 'muster', ...headers, ...(cookie === '' ? {} : { cookie }), ...request.headers },
  });
  const setCookies = reply.headers['set-cookie'] ?? [];
  for (const each of Array.isArray(setCookies) ? setCookies : [setCookies]) await jar.setCookie(each, url, { ignoreError: true });
  const text = await textOf(reply.body);
  return text === null ? null : { status: reply.statusCode, headers: flat(reply.headers), text, ms: performance.now() - started };
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function bodyOf(request: HttpRequest): { readonly headers: Record<string, string>; readonly body: string | null } {
  if (request.json !== undefined) return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(request.json) };
  if (request.form !== undefined)
    return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ ...request.form }).toString() };
  return { headers: {}, body: null };
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}

/** Queries of a shop carry order keys and addresses: messages show the path alone. */
function pathOnly(path: string): string {
  return path.split('?')[0] ?? '/';
}
