import { DrillError } from '../model/errors.ts';
import { readAttempts } from './attempts-log.ts';
import type { Attempts } from './attempts-log.ts';
import { execWhole } from './exec.ts';
import { placeOf } from './place.ts';
import type { Stack } from './stack.ts';

/** Trap lines that came from Muster's own probes, by stack. */
const own = new WeakMap<Stack, readonly string[]>();

const logs = { names: '/run/muster/trap/dns.log', trap: '/run/muster/trap/trap.log', guard: '/var/log/muster/guard.ndjson' } as const;
const readBytes = 4 * 1024 * 1024;

/**
 * What the site itself tried, as guard, name server and trap saw it; Muster's own probes are not among it. An
 * attempt that two of them saw counts twice. Of each log the first 4 MiB are read; a longer one is said to be longer.
 * @throws {DrillError} MIRROR_UNHEALTHY when a log cannot be read, or something that is no file stands in its place.
 */
export async function countAttempts(stack: Stack): Promise<Attempts> {
  const [names, trap, guard] = await Promise.all([readLog(stack, 'names'), readLog(stack, 'trap'), readLog(stack, 'guard')]);
  const cut = (
    [
      ['names', names],
      ['trap', trap],
      ['guard', guard],
    ] as const
  ).flatMap(([log, { isCut }]) => (isCut ? [log] : []));
  return readAttempts({
    names: names.lines,
    trap: without(trap.lines, own.get(stack) ?? []),
    guard: guard.lines,
    cut,
    probeNames: ['muster-probe-'],
    own: ['web', 'db', 'cache', 'toolbox', stack.siteHost],
    toolbox: stack.toolboxAddress,
  });
}

/** The trap's log, a line per connection: time, peer, port. */
export async function trapLines(stack: Stack): Promise<readonly string[]> {
  return (await readLog(stack, 'trap')).lines;
}

/** Marks the connections that a probe made: per peer one to port 80 among what is new since `before`. */
export async function forgetOwn(stack: Stack, before: readonly string[]): Promise<void> {
  const fresh = (await trapLines(stack)).slice(before.length).filter((line) => line.endsWith(' 80'));
  const firstByPeer = new Map(fresh.toReversed().map((line) => [line.split(' ')[1] ?? '', line]));
  own.set(stack, [...(own.get(stack) ?? []), ...firstByPeer.values()]);
}

function without(lines: readonly string[], gone: readonly string[]): readonly string[] {
  const rest = [...lines];
  for (const line of gone) {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}

/**
 * The site's own user may write where the guard's log stands: neither a link nor a pipe that it put there is opened,
 * also not one that comes between the look and the reading (`nofollow`, `nonblock`).
 */
const readScript =
  'if [ ! -e "$1" ] && [ ! -L "$1" ]; then exit 0; fi; if [ -L "$1" ] || [ ! -f "$1" ]; then exit 3; fi; dd if="$1" iflag=nofollow,nonblock,fullblock bs=65536 count="$2" status=none';

async function readLog(stack: Stack, log: keyof typeof logs): Promise<{ readonly lines: readonly string[]; readonly isCut: boolean }> {
  const argv = ['sh', '-c', readScript, 'read', logs[log], String(readBytes / 65_536 + 1)];
  const { code, stdout } = await execWhole(placeOf(stack, 'toolbox'), argv);
  if (code === 3) throw new DrillError('MIRROR_UNHEALTHY', `toolbox: ${logs[log]} is no longer a regular file, so attempts cannot be counted`);
  if (code !== 0) throw new DrillError('MIRROR_UNHEALTHY', `toolbox: ${logs[log]} cannot be read`);
  const isCut = stdout.length > readBytes;
  const lines = stdout.subarray(0, readBytes).toString('utf8').split('\n');
  // What a cut leaves of the last line is no line.
  return { lines: (isCut ? lines.slice(0, -1) : lines).filter((line) => line !== ''), isCut };
}
