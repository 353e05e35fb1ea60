import type { Readable } from 'node:stream';
import { DrillError } from '../model/errors.ts';
import type { Engine } from './engine.ts';
import { engineCall } from './engine-call.ts';
import { packContext } from './image-context.ts';
import type { ImageContext } from './image-context.ts';

/** Images carry this label and never `muster.run`: containers inherit an image's labels. */
export const cacheLabel = 'muster.cache';

const keptLines = 25;

/**
 * Builds one image. Errors arrive inside a stream that answers 200: every progress event is looked at.
 * @throws {DrillError} IMAGE_BUILD_FAILED with the last lines of the build's output.
 */
export async function buildImage(
  engine: Engine,
  build: { readonly tag: string; readonly context: ImageContext; readonly args: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<void> {
  const failed = { 400: 'IMAGE_BUILD_FAILED', 500: 'IMAGE_BUILD_FAILED' } as const;
  const stream: NodeJS.ReadableStream = await engineCall(
    `building ${build.tag}`,
    engine.docker.buildImage(packContext(build.context), {
      t: build.tag,
      buildargs: { ...proxies(engine.env), ...build.args },
      labels: { [cacheLabel]: 'image' },
      rm: true,
      forcerm: true,
      abortSignal: build.signal,
    }),
    failed,
  );
  await followProgress(`building ${build.tag}`, stream, build.signal);
}

/**
 * Reads newline-delimited progress to its end.
 * @throws {DrillError} IMAGE_BUILD_FAILED at the first event that holds an error; ABORTED on `signal`.
 */
export async function followProgress(
  what: string,
  stream: NodeJS.ReadableStream,
  signal: AbortSignal,
  onEvent: (event: Readonly<Record<string, unknown>>) => void = () => undefined,
): Promise<void> {
  const lines: string[] = [];
  try {
    for await (const event of events(stream)) {
      onEvent(event);
      if (typeof event['stream'] === 'string') lines.push(...event['stream'].split('\n').filter((line) => line.trim() !== ''));
      lines.splice(0, lines.length - keptLines);
      if (typeof event['error'] === 'string')
        throw new DrillError('IMAGE_BUILD_FAILED', `${what}: ${event['error']}${lines.map((line) => `\n  | ${line}`).join('')}`);
    }
  } catch (cause) {
    if (signal.aborted) throw new DrillError('ABORTED', `${what}: interrupted`, { cause });
    if (cause instanceof DrillError) throw cause;
    throw new DrillError('IMAGE_BUILD_FAILED', `${what}: the engine broke its answer off`, { cause });
  }
}

async function* events(stream: NodeJS.ReadableStream): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let rest = '';
  for await (const chunk of stream as Readable) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield* parsed(part);
  }
  yield* parsed(rest);
}

function* parsed(line: string): Generator<Readonly<Record<string, unknown>>> {
  if (line.trim() === '') return;
  const value: unknown = JSON.parse(line);
  if (typeof value === 'object' && value !== null) yield value as Readonly<Record<string, unknown>>;
}

/** The host's proxy settings, which a build needs to reach packages; the engine keeps them out of the image. */
function proxies(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
