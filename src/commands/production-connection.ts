import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DrillError } from '../model/errors.ts';
import type { Database } from '../model/ports/database.ts';
import { parseAddress, type ProductionAddress } from '../production/address.ts';
import { openProduction, type ProductionInput } from '../production/connect.ts';
import { findPrefix, readSchema, type SchemaTable } from '../production/schema.ts';
import type { CommandPorts, Io } from './io.ts';

/** The flags of every command that reads production. */
export interface ConnectionFlags {
  readonly url?: string;
  readonly passwordFile?: string;
  readonly sslCa?: string;
  /** False with --no-tls. */
  readonly tls?: boolean;
  readonly prefix?: string;
  readonly maxRunning?: string;
  readonly rest?: string;
  readonly statementTimeout?: string;
}

/** Production's database, read-only, in one snapshot. */
export interface ProductionDatabase extends AsyncDisposable {
  readonly database: Database;
  readonly tables: readonly SchemaTable[];
  /** What the server says of itself, e.g. `11.8.3-MariaDB`. */
  readonly version: string;
}

/**
 * Opens the database that the flags name and finds its WordPress.
 * @throws {DrillError} INVALID_FLAG, PRODUCTION_UNREADABLE, ABORTED.
 */
export async function openDatabaseOf(url: string, flags: ConnectionFlags, io: Io, ports: CommandPorts): Promise<ProductionDatabase> {
  const production = await openProduction(await inputOf(url, flags, io, ports));
  try {
    const tables = await readSchema(production.sql);
    const prefix = findPrefix(tables, flags.prefix ?? null);
    for (const what of production.mayWrite.slice(0, 5)) io.err(`warning: this account may do more than read: ${what}`);
    if (production.mayWrite.length > 0)
      io.err('  A baseline needs an account with SELECT alone; this connection is read-only all the same. See docs/production.md.');
    const { sql } = production;
    const shared = { query: sql.query, execute: sql.execute, [Symbol.asyncDispose]: async () => undefined };
    return {
      // One connection for all: several would not see the same instant, and production has other work.
      database: { ...sql, prefix, connect: async () => shared },
      tables,
      version: production.version,
      [Symbol.asyncDispose]: () => production[Symbol.asyncDispose](),
    };
  } catch (error) {
    await production[Symbol.asyncDispose]();
    throw error;
  }
}

async function inputOf(url: string, flags: ConnectionFlags, io: Io, ports: CommandPorts): Promise<ProductionInput> {
  const address = parseAddress(url);
  return {
    address,
    tls: await tlsOf(address, flags, io),
    password: await passwordOf(flags, io, ports),
    pace: { rest: numberOf('--rest', flags.rest, 1), maxRunning: flags.maxRunning === undefined ? null : numberOf('--max-running', flags.maxRunning, 0) },
    statementSeconds: numberOf('--statement-timeout', flags.statementTimeout, 60),
    clock: ports.clock,
    signal: io.signal,
  };
}

/** TLS with a checked certificate wherever a network lies between; on this host, and through a tunnel's end, plain. */
async function tlsOf(address: ProductionAddress, flags: ConnectionFlags, io: Io): Promise<ProductionInput['tls']> {
  if (flags.sslCa !== undefined) return { mode: 'verify', ca: await fileOf('--ssl-ca', resolve(io.cwd, flags.sslCa)) };
  if (flags.tls === false || address.local) return { mode: 'off' };
  return { mode: 'verify', ca: null };
}

async function passwordOf(flags: ConnectionFlags, io: Io, ports: CommandPorts): Promise<string> {
  if (flags.passwordFile !== undefined) return (await fileOf('--password-file', resolve(io.cwd, flags.passwordFile))).toString('utf8').replace(/\r?\n$/u, '');
  const given = ports.env['MUSTER_DB_PASSWORD'];
  if (given !== undefined) return given;
  if (ports.askSecret !== undefined) return await ports.askSecret('Password of the production database');
  throw new DrillError('INVALID_FLAG', 'no password for the production database was given', {
    hint: 'Set MUSTER_DB_PASSWORD, or name a file with --password-file FILE.',
  });
}

async function fileOf(flag: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DrillError('INVALID_FLAG', `${flag} ${path}: cannot be read`, { hint: 'Name a file that you may read.', cause });
  }
}

function numberOf(flag: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isFinite(value) && value >= 0 && text !== '') return value;
  throw new DrillError('INVALID_FLAG', `${flag} is not a number of 0 or more`, { hint: 'See `muster baseline --help`.' });
}
