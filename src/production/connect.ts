import { createConnection } from 'mysql2/promise';
import type { Connection, ConnectionOptions } from 'mysql2/promise';
import { databaseError } from '../model/database-error.ts';
import { DrillError } from '../model/errors.ts';
import { exactValues } from '../model/exact-values.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Row, Sql } from '../model/ports/database.ts';
import type { ProductionAddress } from './address.ts';
import { writingPrivileges } from './grants.ts';
import { paced, type Pace } from './pace.ts';

export interface ProductionInput {
  readonly address: ProductionAddress;
  readonly password: string;
  /** `verify` checks the server's certificate and name, against `ca` (PEM) where it is given; `off` is a tunnel's or a loopback's. */
  readonly tls: { readonly mode: 'verify'; readonly ca: Buffer | null } | { readonly mode: 'off' };
  readonly pace: Pace;
  /** The server ends a statement after this. */
  readonly statementSeconds: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** One connection to production, inside one read-only snapshot. */
export interface Production extends AsyncDisposable {
  readonly sql: Sql;
  readonly server: 'mariadb' | 'mysql';
  readonly version: string;
  /** What the account may do beyond reading, e.g. `INSERT on wordpress`; empty for an account that may only read. */
  readonly mayWrite: readonly string[];
}

const connectMs = 10_000;
const whose = 'the production database';
/** How the message of a statement begins that the server ended. */
export const slowStatement = 'A statement took longer than production allows this reading.';

/**
 * Connects, makes the session read-only and short of patience, and opens a consistent snapshot: everything that is read
 * afterwards is of one instant (InnoDB tables only). The connection is not opened again when it breaks: the snapshot
 * would be another. An abort of `signal` cuts it; the server ends what it was doing by `statementSeconds`.
 * @throws {DrillError} PRODUCTION_UNREADABLE, ABORTED.
 */
export async function openProduction(input: ProductionInput): Promise<Production> {
  input.signal.throwIfAborted();
  const connection = await login(input);
  const cut = (): void => connection.destroy();
  input.signal.addEventListener('abort', cut, { once: true });
  const sql = sqlOf(connection, input.signal);
  const close = async (): Promise<void> => {
    input.signal.removeEventListener('abort', cut);
    await connection.end().catch(() => connection.destroy());
  };
  try {
    const [row] = await sql.query('SELECT VERSION() AS version');
    const version = String(row?.['version'] ?? '');
    const server = /mariadb/iu.test(version) ? 'mariadb' : 'mysql';
    const mayWrite = writingPrivileges(await sql.query('SHOW GRANTS FOR CURRENT_USER()'));
    await makeGentle(sql, server, input.statementSeconds);
    return {
      sql: paced(sql, input.pace, { monotonicMs: input.clock.monotonicMs, signal: input.signal }),
      server,
      version,
      mayWrite,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Read-only twice over (session and transaction): also an account that may write cannot, through this connection. */
async function makeGentle(sql: Sql, server: 'mariadb' | 'mysql', statementSeconds: number): Promise<void> {
  await sql.execute('SET SESSION TRANSACTION READ ONLY');
  await sql.execute('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await sql.execute("SET SESSION time_zone = '+00:00'");
  await sql.execute('SET SESSION lock_wait_timeout = 5');
  await sql.execute('SET SESSION innodb_lock_wait_timeout = 5');
  if (server === 'mariadb') {
    await sql.execute('SET SESSION max_statement_time = ?', [statementSeconds]);
    // Our statements carry a key; they need not stand in the slow log.
    await sql.execute('SET SESSION slow_query_log = 0');
  } else {
    await sql.execute('SET SESSION max_execution_time = ?', [statementSeconds * 1000]);
    await sql.execute('SET SESSION information_schema_stats_expiry = 0');
  }
  await sql.execute('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
}

async function login({ address, password, tls, signal }: ProductionInput): Promise<Connection> {
  const options: ConnectionOptions = {
    user: address.user,
    password,
    database: address.database,
    connectTimeout: connectMs,
    ...exactValues,
    ...(address.socket === null ? { host: address.host, port: address.port } : { socketPath: address.socket }),
    ...(tls.mode === 'off' ? {} : { ssl: { verifyIdentity: true, rejectUnauthorized: true, ...(tls.ca === null ? {} : { ca: tls.ca.toString('utf8') }) } }),
  };
  try {
    return await createConnection(options);
  } catch (error) {
    signal.throwIfAborted();
    throw loginError(error, address);
  }
}

function sqlOf(connection: Connection, signal: AbortSignal): Sql {
  const run = async (text: string, values: readonly unknown[] | undefined): Promise<unknown> => {
    try {
      return (await connection.query(text, [...(values ?? [])]))[0];
    } catch (error) {
      if (signal.aborted) throw new DrillError('ABORTED', 'the reading of production was interrupted', { cause: signal.reason });
      throw productionError(error);
    }
  };
  return {
    query: async (text, values) => {
      const rows = await run(text, values);
      return Array.isArray(rows) ? (rows as readonly Row[]) : [];
    },
    execute: async (text, values) => {
      const done = await run(text, values);
      return typeof done === 'object' && done !== null && 'affectedRows' in done && typeof done.affectedRows === 'number' ? done.affectedRows : 0;
    },
  };
}

function productionError(error: unknown): DrillError {
  const told = databaseError(error, whose);
  if (told.message.includes('ER_STATEMENT_TIMEOUT') || told.message.includes('ER_QUERY_TIMEOUT'))
    return new DrillError('PRODUCTION_UNREADABLE', slowStatement, {
      hint: 'Give more with --statement-timeout SECONDS, or read at a quieter hour.',
    });
  return new DrillError('PRODUCTION_UNREADABLE', told.message.replace('MariaDB refused', `${whose} refused`));
}

/** What went wrong, by the driver's symbol; its message may hold the account's name and host. */
function loginError(error: unknown, { local }: ProductionAddress): DrillError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
  const tls = /SSL|CERT|TLS|ALTNAME/u.test(code);
  const hint = tls
    ? 'Give the certificate authority of the server with --ssl-ca FILE, or reach it through a tunnel (ssh -L) and name 127.0.0.1.'
    : code === 'ER_ACCESS_DENIED_ERROR'
      ? 'The server refused account or password: MUSTER_DB_PASSWORD or --password-file, and the host that the account is for.'
      : `Look at host, port and firewall${local ? ', and whether the server or tunnel runs' : ''}.`;
  return new DrillError('PRODUCTION_UNREADABLE', `${whose} did not let Muster in (${code})`, { hint });
}
