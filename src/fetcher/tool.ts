import { Readable } from 'node:stream';
import { execa } from 'execa';
import { DrillError } from '../model/errors.ts';

/** Runs rclone or restic somewhere. */
export interface Tool {
  /**
   * Standard output of a command. The stream fails with DrillError BACKUP_UNREADABLE when the command does; what the
   * command said is not repeated, as it may hold addresses and secrets. Closing the stream ends the command.
   */
  stream(argv: readonly string[]): Readable;
}

/** A command under way: its output, its exit code, how to end it. */
export interface ToolRun {
  readonly stdout: AsyncIterable<Buffer>;
  readonly code: Promise<number>;
  readonly stop: () => void;
}

/** A `Tool` over anything that starts a command. */
export function toolOver(start: (argv: readonly string[]) => Promise<ToolRun> | ToolRun): Tool {
  return { stream: (argv) => Readable.from(checked(argv, start), { objectMode: false }) };
}

async function* checked(argv: readonly string[], start: (argv: readonly string[]) => Promise<ToolRun> | ToolRun): AsyncGenerator<Buffer> {
  const { stdout, code, stop } = await start(argv);
  // Broken off, it fails when it is stopped, and nobody asks for its code.
  code.catch(() => undefined);
  let whole = false;
  try {
    yield* stdout;
    whole = true;
  } finally {
    if (!whole) stop();
  }
  const ended = await code;
  if (ended !== 0) {
    throw new DrillError('BACKUP_UNREADABLE', `${argv[0] ?? ''} ${argv[1] ?? ''} ended with exit ${ended}.`, {
      hint: `Try it by hand: ${argv[0] ?? ''} must list the place with the configuration and the password that this run is given.`,
    });
  }
}

/** The program on this host, with `env` added to the host's environment; null when it is not installed. */
export async function hostTool(program: 'rclone' | 'restic', env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Tool | null> {
  const there = await execa(program, ['version'], { reject: false, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore', timeout: 10_000, env });
  if (there.exitCode !== 0) return null;
  return toolOver(([command = program, ...args]) => {
    const run = execa(command, args, {
      env,
      reject: false,
      buffer: false,
      stdin: 'ignore',
      stderr: 'ignore',
      encoding: 'buffer',
      cancelSignal: signal,
    });
    return { stdout: run.stdout, code: run.then((ended) => ended.exitCode ?? 1), stop: () => void run.kill('SIGKILL') };
  });
}

/** All of a command's output, as lines of text without empty ones. */
export async function linesOf(stream: Readable): Promise<readonly string[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}
