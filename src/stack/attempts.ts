import { DrillError } from '../model/errors.ts';
import type { Attempts } from '../model/attempts.ts';
import { readAttempts } from './attempts-log.ts';
import { siteServices } from './container-spec.ts';
import { execWhole } from './exec.ts';
import { connectionsScript, outsideConnections, type OutsideConnection } from './outside.ts';
import { subnetOf } from './network.ts';
import { placeOf } from './place.ts';
import type { Stack } from './stack.ts';

/** Trap lines that came from Muster's own probes, by stack. */
const own = new WeakMap<Stack, readonly string[]>();
/** How many lines the trap had before a probe of Muster's that is under way: what came since may be its own. */
const probing = new WeakMap<Stack, number>();
/** Connections to a place outside that any look has seen, by stack: a later look must not forget them. */
const outside = new WeakMap<Stack, Map<string, OutsideConnection>>();

const logs = { names: '/run/muster/trap/dns.log', trap: '/run/muster/trap/trap.log', guard: '/var/log/muster/guard.ndjson' } as const;
const readBytes = 4 * 1024 * 1024;

/**
 * What the site itself tried so far, as guard, name server and trap saw it; Muster's own probes are not among it. An
 * attempt that two of them saw counts twice. What got out is what the services' own connections show at this look and the ones
 * before. Of each log the first 4 MiB are read; a longer one is said to be longer.
 * @throws {DrillError} MIRROR_UNHEALTHY when a log cannot be read, or something that is no file stands in its place.
 */
export async function countAttempts(stack: Stack): Promise<Attempts> {
  const [names, trap, guard, gotOut] = await Promise.all([readLog(stack, 'names'), readLog(stack, 'trap'), readLog(stack, 'guard'), lookOutside(stack)]);
  const cut = (
    [
      ['names', names],
      ['trap', trap],
      ['guard', guard],
    ] as const
  ).flatMap(([log, { isCut }]) => (isCut ? [log] : []));
  return readAttempts({
    names: names.lines,
    trap: without(trap.lines.slice(0, probing.get(stack)), own.get(stack) ?? []),
    guard: guard.lines,
    cut,
    outside: gotOut,
    probeNames: ['muster-probe-'],
    own: ['web', 'db', 'cache', 'toolbox', stack.siteHost],
    toolbox: stack.toolboxAddress,
  });
}

/** Looks at every service that runs; one that is gone has no connections. */
async function lookOutside(stack: Stack): Promise<readonly OutsideConnection[]> {
  const seen = outside.get(stack) ?? new Map<string, OutsideConnection>();
  outside.set(stack, seen);
  const subnet = await subnetOf(stack.engine, stack.spec.names.network);
  await Promise.all(
    siteServices(stack.spec).map(async (service) => {
      const printed = await execWhole(placeOf(stack, service), ['sh', '-c', connectionsScript]).catch((error: unknown) => {
        if (error instanceof DrillError && error.code === 'UNREACHABLE') return null;
        throw error;
      });
      for (const one of outsideConnections(printed?.stdout.toString('latin1') ?? '', subnet)) seen.set(`${service} ${one.key}`, one);
    }),
  );
  return [...seen.values()];
}

/** The trap's log, a line per connection: time, peer, port. */
async function trapLines(stack: Stack): Promise<readonly string[]> {
  return (await readLog(stack, 'trap')).lines;
}

/** To be called before a probe of Muster's own: until `forgetOwn` nothing new in the trap counts as the site's. */
export async function beginOwn(stack: Stack): Promise<readonly string[]> {
  const before = await trapLines(stack);
  probing.set(stack, before.length);
  return before;
}

/** Marks the connections that a probe made: per peer one to port 80 among what is new since `before`. */
export async function forgetOwn(stack: Stack, before: readonly string[]): Promise<void> {
  const fresh = (await trapLines(stack)).slice(before.length).filter((line) => line.endsWith(' 80'));
  const firstByPeer = new Map(fresh.toReversed().map((line) => [line.split(' ')[1] ?? '', line]));
  own.set(stack, [...(own.get(stack) ?? []), ...firstByPeer.values()]);
  probing.delete(stack);
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
