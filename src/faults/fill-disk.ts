import { DrillError } from '../model/errors.ts';
import { diskMib, fillDiskKind } from '../model/disk-limit.ts';
import { defineFault } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { plural } from '../model/words.ts';

const data = '/var/lib/mysql';
/** What grows, as a forgotten log does, and who lets it grow. */
const growing = `${data}/runaway.log`;
const writer = '/run/muster/runaway.pid';
/** So many guests at most, until the first is refused: what is free inside the tables' own files is used up first. */
const mostCheckouts = 400;
const guestsAtOnce = 4;

/**
 * Fills the database's disk to the last byte and keeps it full, as a log that runs away does; then guests buy until the
 * shop refuses the first, so that it happens in the middle of checkouts. Works only on the size-limited volume in memory
 * that a drill with this fault gets: it refuses to write anywhere else. `mib` is the size of that volume. A server that
 * ends over it takes the disk with it, so a runbook that is to hold then sets up a new one.
 */
export const fillDisk = defineFault({
  kind: fillDiskKind,
  title: "Fill the database's disk",
  controls: ['164.308(a)(7)(ii)(C)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['service'],
    properties: { service: { const: 'db' }, mib: { type: 'integer', minimum: diskMib.least, maximum: diskMib.most } },
  },
  example: { service: 'db', mib: 256 },
  async inject(_params, context) {
    if (context.plan.site.backup.procedure === 'mariabackup-age') {
      throw new DrillError('COMMAND_FAILED', 'fill-disk: the procedure mariabackup-age stops the server, and a disk in memory is empty then.');
    }
    if ((await inDatabase(context, `stat -f -c %T ${data}`)) !== 'tmpfs') {
      throw new DrillError('COMMAND_FAILED', "fill-disk: the database's disk has no limit of its own, and the host's is never filled.");
    }
    await inDatabase(
      context,
      `setsid sh -c 'echo $$ > ${writer}; while :; do head -c 1G /dev/zero >> ${growing}; sleep 0.2; done' < /dev/null > /dev/null 2>&1 & while [ "$(${freeBytes})" != 0 ]; do sleep 0.1; done`,
    );
    const checkouts = await untilRefused(context);
    return { summary: `the database's disk is full, after ${plural(checkouts, 'more checkout')}`, data: { checkouts } };
  },
  async observe(_params, context) {
    // A server may end over it: MariaDB does when its purge has found no page for five seconds.
    if (!(await context.mirror.containers.running('db'))) return { observed: true, text: 'the database server ended: its disk is full' };
    const free = await inDatabase(context, freeBytes);
    return { observed: free === '0', text: `${free} blocks are free on the database's disk` };
  },
  undo: async (_params, context) => void ((await context.mirror.containers.running('db')) && (await inDatabase(context, makeRoom))),
});

const freeBytes = `stat -f -c %a ${data}`;
const makeRoom = `if [ -e ${writer} ]; then kill "$(cat ${writer})"; fi; rm -f ${writer} ${growing}`;

async function inDatabase({ mirror }: RunContext, script: string): Promise<string> {
  const { code, stdout } = await mirror.containers.exec('db', ['sh', '-c', script], { user: 'root', timeoutMs: 60_000 });
  if (code !== 0) throw new DrillError('COMMAND_FAILED', `fill-disk: the disk could not be filled (exit ${code}).`);
  return stdout.toString('utf8').trim();
}

/** How many guests bought before one could not. */
async function untilRefused({ shop, signal }: RunContext): Promise<number> {
  let [begun, bought, refused] = [0, 0, false];
  const guest = async (): Promise<void> => {
    while (!refused && begun < mostCheckouts) {
      signal.throwIfAborted();
      begun += 1;
      const placed = await shop.placeOrder('canary-orders').catch(() => null);
      if (placed === null || placed.order === null) refused = true;
      else bought += 1;
    }
  };
  await Promise.all(Array.from({ length: guestsAtOnce }, guest));
  return bought;
}
