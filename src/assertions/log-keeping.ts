import { DrillError } from '../model/errors.ts';
import type { RunContext } from '../model/ports.ts';
import { workOnCopies } from './table-copy.ts';

const offBoxLog = '/var/log/phi-offbox/access.ndjson';

/**
 * Puts the access log aside as a whole: its table, the head of its chain and the off-box copy, so that what a sabotage
 * and the reads of its check leave behind can be taken back exactly.
 */
export async function keepLog(context: RunContext, tables: readonly string[] = []): Promise<{ undo(): Promise<void> }> {
  const copies = await workOnCopies(context.mirror.database, ['phi_access_log', 'phi_access_log_head', ...tables]);
  await inToolbox(context, ['sh', '-c', keepScript, 'sh', offBoxLog, kept], 'root');
  return {
    async undo() {
      await copies.undo();
      await inToolbox(context, ['sh', '-c', restoreScript, 'sh', offBoxLog, kept]);
    },
  };
}

/** On the toolbox's own tmpfs: the log's folder belongs to the shop, whose code must not choose what root writes. */
const kept = '/run/muster/access-log.kept';
const keepScript = 'test -f "$1" && test ! -L "$1" && cp "$1" "$2" && chown www-data "$2"';
/** As the shop's own user, so that a link in the log's place leads no further than the shop could go itself. */
const restoreScript = 'test ! -L "$1" && cat "$2" > "$1"';

/** True when the off-box copy holds a line of this request. */
export async function isOffBox(context: RunContext, requestId: string): Promise<boolean> {
  const done = await context.mirror.containers.exec('toolbox', ['grep', '-c', '-F', requestId, offBoxLog], { user: 'www-data' });
  return done.code === 0;
}

/** Number of lines of the off-box log, and id and hash of its last one. */
export async function offBoxHead(context: RunContext): Promise<{ readonly lines: number; readonly lastId: number; readonly lastHash: string }> {
  const lines = Number((await inToolbox(context, ['sh', '-c', 'wc -l < "$1"', 'sh', offBoxLog])).trim());
  if (lines === 0) return { lines, lastId: 0, lastHash: '' };
  const last: unknown = JSON.parse(await inToolbox(context, ['tail', '-n', '1', offBoxLog]));
  const entry = new Map<string, unknown>(Object.entries(last ?? {}));
  return { lines, lastId: Number(entry.get('id')), lastHash: String(entry.get('hash')) };
}

async function inToolbox(context: RunContext, argv: readonly string[], user: 'root' | 'www-data' = 'www-data'): Promise<string> {
  const done = await context.mirror.containers.exec('toolbox', argv, { user });
  if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `${argv[0] ?? ''} on the off-box log ended with exit ${done.code}.`);
  return done.stdout.toString('utf8');
}
