import { DrillError, isAbort } from './errors.ts';

/** The server is going or full. */
const goneSymbols = new Set(['ER_SERVER_SHUTDOWN', 'ER_NORMAL_SHUTDOWN', 'ER_CONNECTION_KILLED', 'ER_CON_COUNT_ERROR']);
/** What is asked for is not there, or its file cannot be read: an outage, not a false answer. */
const missingSymbols = new Set([
  'ER_NO_SUCH_TABLE',
  'ER_BAD_DB_ERROR',
  'ER_NO_DB_ERROR',
  'ER_TABLE_CORRUPT',
  'ER_INDEX_CORRUPT',
  'ER_CRASHED_ON_USAGE',
  'ER_NOT_KEYFILE',
]);

/**
 * A database driver's failure as a DrillError with MariaDB's number and symbol only: the driver's own error holds
 * the statement and row values, so it is not even kept as the cause. `whose` names the database in the message.
 */
export function databaseError(error: unknown, whose = 'the database of the mirror'): DrillError {
  if (error instanceof DrillError) return error;
  if (isAbort(error)) return new DrillError('ABORTED', 'a database statement was interrupted');
  const number = field(error, 'errno');
  const told = field(error, 'code');
  const symbol = typeof told === 'string' ? told : 'unknown';
  const fromServer = typeof number === 'number' && number >= 1000 && field(error, 'sqlState') !== undefined;
  if (!fromServer || goneSymbols.has(symbol)) return new DrillError('UNREACHABLE', `${whose} is gone (${symbol})`);
  if (missingSymbols.has(symbol)) return new DrillError('UNREACHABLE', `${whose} does not hold what was asked for (${number} ${symbol})`);
  return new DrillError('DATABASE_ERROR', `MariaDB refused a statement: ${number} ${symbol}`);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined;
}
