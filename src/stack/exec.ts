import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { ExecOptions, Execution } from '../model/ports/containers.ts';
import { DrillError } from '../model/errors.ts';
import { demux } from './demux.ts';
import type { Engine } from './engine.ts';
import { engineCall } from './engine-call.ts';
import { within } from './race.ts';

/** Where a command runs: the container, and how messages call it. */
export interface Place {
  readonly engine: Engine;
  readonly container: string;
  readonly service: string;
  readonly signal?: AbortSignal | undefined;
}

/** A command under way. `stop` ends it, also inside the container, as far as the engine can be reached. */
interface Running {
  readonly stdout: Readable;
  readonly ended: Promise<Execution>;
  readonly stop: () => Promise<void>;
}

const defaultTimeoutMs = 60_000;
const tailBytes = 64 * 1024;
const defaultMaxBytes = 64 * 1024 * 1024;
const notThere = { 404: 'UNREACHABLE', 409: 'UNREACHABLE' } as const;

/** Opens a command with standard input and output attached; the raw (framed) stream and the engine's handle. */
export async function openExec(
  place: Place,
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<{ readonly stream: Duplex; readonly exec: Docker.Exec }> {
  const what = `${place.service}: running ${argv[0] ?? ''}`;
  const exec = await engineCall(
    what,
    place.engine.docker.getContainer(place.container).exec({
      Cmd: [...argv],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      ...(options.user === undefined ? {} : { User: options.user }),
      ...(options.workingDirectory === undefined ? {} : { WorkingDir: options.workingDirectory }),
      ...(options.env === undefined ? {} : { Env: Object.entries(options.env).map(([name, value]) => `${name}=${value}`) }),
    }),
    notThere,
  );
  const stream: Duplex = await engineCall(what, exec.start({ hijack: true, stdin: true, Tty: false }), notThere);
  stream.on('error', () => undefined);
  return { stream, exec };
}

/**
 * Runs an argument list with its standard output as a stream that has backpressure. The command also ends inside
 * the container a second after `timeoutMs`. `ended` has an empty `stdout`.
 */
export async function execStream(place: Place, argv: readonly string[], options: ExecOptions = {}): Promise<Running> {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  // The odd microseconds tell this command's `timeout` from every other one in the container.
  const limit = (timeoutMs / 1000 + 1 + randomInt(1, 1_000_000) / 1e9).toFixed(9);
  const { stream, exec } = await openExec(place, ['timeout', '-s', 'KILL', limit, ...argv], options);
  const stdout = new PassThrough({ highWaterMark: 256 * 1024 });
  const work = Promise.all([feed(stream, options.stdin), drain(stream, stdout)]).then(async ([, stderr]) => ({
    code: await exitCode(place, exec),
    stdout: Buffer.alloc(0),
    stderr,
  }));
  const ended = within(`${place.service}: ${argv[0] ?? ''}`, work, { signal: place.signal, timeoutMs }).finally(() => {
    stream.destroy();
  });
  ended.then(
    () => stdout.end(),
    (error: unknown) => stdout.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  stdout.on('error', () => undefined);
  const stop = async (): Promise<void> => {
    // What is on its way is read and dropped: the engine tells the end of no command while output of an ended one waits.
    stdout.destroy();
    await killByLimit(place, limit, options.user).catch(() => undefined);
    stream.destroy();
  };
  return { stdout, ended, stop };
}

/**
 * Runs an argument list to its end. A non-zero exit is a value.
 * @throws {DrillError} COMMAND_FAILED when it says more than `maxBytes`; the command is then ended.
 */
export async function execWhole(place: Place, argv: readonly string[], options: ExecOptions = {}): Promise<Execution> {
  const { stdout, ended, stop } = await execStream(place, argv, options);
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      await stop();
      throw new DrillError('COMMAND_FAILED', `${place.service}: ${argv[0] ?? ''}: more output than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return { ...(await ended), stdout: Buffer.concat(chunks) };
}

/** The same, where anything but exit 0 is an error. The message names the command, never its arguments or output. */
export async function execOrThrow(place: Place, argv: readonly string[], options: ExecOptions = {}): Promise<Buffer> {
  const { code, stdout } = await execWhole(place, argv, options);
  if (code !== 0) throw new DrillError('COMMAND_FAILED', `${place.service}: ${argv[0] ?? ''} ended with exit code ${code}`);
  return stdout;
}

/** Closing the stream alone leaves the command running until its `timeout`, which leads its process group. (`kill --` is not for dash.) */
async function killByLimit(place: Place, limit: string, user: string | undefined): Promise<void> {
  const script =
    'for p in /proc/[0-9]*; do case "$(tr "\\0" " " < "$p/cmdline")" in "timeout -s KILL $1 "*) kill -KILL "-${p#/proc/}";; esac; done 2>/dev/null';
  const { stream } = await openExec(place, ['sh', '-c', script, 'kill', limit], user === undefined ? {} : { user });
  stream.resume().end();
  await within(`${place.service}: ending a command`, once(stream, 'end'), { signal: place.signal, timeoutMs: 5_000 }).finally(() => stream.destroy());
}

async function feed(stream: Duplex, stdin: ExecOptions['stdin']): Promise<void> {
  if (stdin === undefined) {
    stream.end();
    return;
  }
  const source = stdin instanceof Readable ? stdin : Readable.from([typeof stdin === 'string' ? Buffer.from(stdin) : stdin]);
  // Whichever breaks first breaks the other one too.
  let endedFirst = false;
  const look = (): void => void (endedFirst ||= (source.errored ?? null) === null);
  stream.once('error', look).once('close', look);
  try {
    await pipeline(source, stream);
  } catch (error) {
    // The command may end without reading all of its input; a source that breaks is the caller's to hear of.
    if (!endedFirst && source.errored !== null && source.errored !== undefined)
      throw new DrillError('COMMAND_FAILED', 'the input of a command broke off', { cause: error });
  }
}

async function drain(stream: Duplex, stdout: PassThrough): Promise<string> {
  let tail = Buffer.alloc(0);
  for await (const piece of demux(stream)) {
    if (piece.stream === 2) tail = lastBytes(Buffer.concat([tail, piece.data]));
    else if (!stdout.destroyed && !stdout.write(piece.data)) await room(stdout);
  }
  return tail.toString('utf8');
}

/** Resolves when the reader made room or went away; leaves no listener behind. */
async function room(stdout: PassThrough): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  await Promise.race([once(stdout, 'drain', { signal }), once(stdout, 'close', { signal })].map((one) => one.catch(() => undefined)));
  settled.abort();
}

function lastBytes(bytes: Buffer): Buffer<ArrayBuffer> {
  return Buffer.from(bytes.subarray(Math.max(0, bytes.length - tailBytes)));
}

async function exitCode(place: Place, exec: Docker.Exec): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const state = await engineCall(`${place.service}: exit code`, exec.inspect(), notThere);
    if (!state.Running && state.ExitCode !== null) return state.ExitCode;
    await sleep(20, undefined, { ref: false });
  }
  throw new DrillError('UNREACHABLE', `${place.service}: the engine does not say how a command ended`);
}
