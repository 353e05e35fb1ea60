import { createHash } from 'node:crypto';
import type { BackupSite } from '../model/backup-inspection.ts';
import type { Tap } from './sql/row-tap.ts';

/** What the access log's rows in a backup say. */
export interface LogFacts {
  /** Without the prefix. */
  readonly table: string;
  readonly rows: number;
  /** Why it is not unbroken, without a row's content; null when it is. */
  readonly problem: string | null;
  /** What its being unbroken rests on. */
  readonly by: string;
}

/** Reads one access log as its rows stream by, in constant memory. */
export interface LogReader {
  /** Taps by table, without the prefix. */
  readonly taps: Readonly<Record<string, Tap>>;
  facts(): LogFacts;
}

/** Which log a site keeps. */
export type LoggedIn = Pick<BackupSite, 'accessLog' | 'logTable'>;

/** A reader for the log that a site's `access-log` names; null when Muster does not know its tables. */
export function logReader({ accessLog, logTable }: LoggedIn): LogReader | null {
  switch (accessLog) {
    case 'phi-access-log':
      return chainedLog('phi_access_log');
    case 'wp-activity-log':
      return countedLog('wsal_occurrences', 'id');
    case 'simple-history':
      return countedLog('simple_history', 'id');
    case 'stream':
      return countedLog('stream', 'ID');
    default:
      return logTable === undefined ? null : countedLog(logTable.table, logTable.id);
  }
}

const first = '0'.repeat(64);
const chained = ['id', 'at', 'user_id', 'user_login', 'role', 'action', 'object', 'channel', 'request_id', 'prev_hash'];

/** phi-access-log: every row's hash covers the row and the hash before it; the head's row says where the chain ends. */
function chainedLog(table: string): LogReader {
  let rows = 0;
  let last = { id: 0, hash: first };
  let head: { readonly id: number; readonly hash: string } | null = null;
  let problem: string | null = null;
  const row = (values: readonly (string | null)[]): void => {
    rows += 1;
    const [id, previous, hash] = [Number(values[0]), values[9], values[10] ?? ''];
    const due = createHash('sha256').update(values.slice(0, 10).join('|')).digest('hex');
    if (id !== last.id + 1) problem ??= `row ${last.id + 1} is missing: row ${id} follows row ${last.id}`;
    else if (previous !== last.hash) problem ??= `row ${id} does not continue the chain of row ${last.id}`;
    else if (hash !== due) problem ??= `row ${id} is not what its hash says: it was changed`;
    last = { id, hash };
  };
  const atEnd = (): string | null => {
    if (head === null) return `the table ${table}_head, which says where the chain ends, is not in the set`;
    return head.id === last.id && head.hash === last.hash ? null : `the chain ends at row ${last.id}, its head says row ${head.id}`;
  };
  return {
    taps: {
      [table]: { columns: [...chained, 'hash'], row },
      [`${table}_head`]: { columns: ['id', 'hash'], row: (values) => (head = { id: Number(values[0]), hash: values[1] ?? '' }) },
    },
    facts: () => ({ table, rows, problem: problem ?? atEnd(), by: 'its hash chain' }),
  };
}

/** A log without a chain: its ids, whatever their order in the dump, must leave no gap between the lowest and the highest. */
function countedLog(table: string, id: string): LogReader {
  let rows = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  const row = ([value]: readonly (string | null)[]): void => {
    rows += 1;
    lowest = Math.min(lowest, Number(value));
    highest = Math.max(highest, Number(value));
  };
  const missing = (): number => (rows === 0 ? 0 : highest - lowest + 1 - rows);
  return {
    taps: { [table]: { columns: [id], row } },
    facts: () => ({
      table,
      rows,
      problem: missing() === 0 ? null : `${missing()} of the ids between ${lowest} and ${highest} are missing`,
      by: 'ids without a gap',
    }),
  };
}
