import type { Connection } from 'mysql2/promise';
import type { Database, Row, Sql, SqlValue } from '../model/ports/database.ts';
import { databaseError } from '../model/database-error.ts';
import { DrillError } from '../model/errors.ts';
import { exactValues } from '../model/exact-values.ts';
import { within } from './race.ts';
import type { Dial } from './relay.ts';
import { musterAccount } from './secrets.ts';

export interface DatabaseInput {
  readonly dial: Dial;
  readonly password: string;
  /** The site's database. */
  readonly name: string;
  readonly prefix: string;
  /** Whether the server's container runs. One that died at once may have closed no connection. */
  readonly running: () => Promise<boolean>;
  readonly signal: AbortSignal;
}
type Line = Sql & AsyncDisposable & { readonly stop: () => void };

const connectMs = 8_000;
/** How often a statement under way asks whether its server is still there, ms. */
const lookMs = 5_000;

/**
 * The `Database` port over the relay. Each line is one connection that opens at its first statement and again
 * after it broke; a statement that was under way is never repeated. Statements of one line run one after another.
 */
export function openDatabase(input: DatabaseInput): Database & { readonly stop: () => void } {
  const lines = new Set<Line>();
  const line = (): Line => {
    const made = makeLine(input);
    lines.add(made);
    return made;
  };
  const own = line();
  return {
    prefix: input.prefix,
    query: (sql, values) => own.query(sql, values),
    execute: (sql, values) => own.execute(sql, values),
    connect: async () => line(),
    stop: () => {
      for (const each of lines) each.stop();
    },
  };
}

function makeLine(input: DatabaseInput): Line {
  let current: Promise<Connection> | null = null;
  let stopped = false;
  const drop = (): void => {
    current?.then(
      (connection) => connection.destroy(),
      () => undefined,
    );
    current = null;
  };
  const run = async <T>(statement: (connection: Connection) => Promise<T>): Promise<T> => {
    if (stopped) throw new DrillError('UNREACHABLE', 'the connection to the database was closed');
    const opening = (current ??= connect(input, () => {
      if (current === opening) current = null;
    }));
    const server = watched(input);
    try {
      return await within('a statement', Promise.race([opening.then(statement), server.died]), { signal: input.signal });
    } catch (error) {
      const failure = databaseError(error);
      if (failure.code !== 'DATABASE_ERROR' && current === opening) drop();
      throw failure;
    } finally {
      server.stop();
    }
  };
  const stop = (): void => {
    stopped = true;
    drop();
  };
  return {
    query: (sql, values) => run(async (connection) => rowsOf((await connection.query(sql, parameters(values)))[0])),
    execute: (sql, values) => run(async (connection) => affectedRows((await connection.query(sql, parameters(values)))[0])),
    stop,
    [Symbol.asyncDispose]: async () => stop(),
  };
}

/** Rejects with UNREACHABLE once the server has ended, until it is stopped: a statement itself may take any time. */
function watched({ running }: DatabaseInput): { readonly died: Promise<never>; readonly stop: () => void } {
  const { promise: died, reject } = Promise.withResolvers<never>();
  const look = setInterval(() => {
    void running().then(
      (there) => there || reject(new DrillError('UNREACHABLE', 'db: the server ended while a statement was under way')),
      () => undefined,
    );
  }, lookMs);
  return { died, stop: () => clearInterval(look) };
}

async function connect(input: DatabaseInput, onClose: () => void): Promise<Connection> {
  const { createConnection } = await import('mysql2/promise');
  const stream = await input.dial('db', 3306);
  const opening = createConnection({
    stream,
    user: musterAccount,
    password: input.password,
    database: input.name,
    connectTimeout: connectMs,
    ...exactValues,
  });
  stream.once('close', onClose);
  const connection = await within('db: logging in', opening, {
    signal: input.signal,
    timeoutMs: connectMs,
    onTimeout: () => new DrillError('UNREACHABLE', 'db: no login within 8 s'),
  }).catch((error: unknown) => {
    stream.destroy();
    throw error;
  });
  connection.on('error', onClose);
  await connection.query("SET time_zone = '+00:00'");
  return connection;
}

/** Big integers go as decimals in the statement, not as strings: a string would be compared as a float. */
function parameters(values: readonly SqlValue[] | undefined): unknown[] {
  return (values ?? []).map((value) => value);
}

function rowsOf(result: unknown): readonly Row[] {
  return Array.isArray(result) ? (result as readonly Row[]) : [];
}

function affectedRows(result: unknown): number {
  return typeof result === 'object' && result !== null && 'affectedRows' in result && typeof result.affectedRows === 'number' ? result.affectedRows : 0;
}
