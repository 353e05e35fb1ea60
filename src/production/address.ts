import { DrillError } from '../model/errors.ts';

/** Where a production database answers; never its password. */
export interface ProductionAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** A Unix socket, which then takes the place of host and port; null for TCP. */
  readonly socket: string | null;
  /** The server runs on this host, so that nothing of the connection crosses a network. */
  readonly local: boolean;
}

const form = 'mysql://USER@HOST[:PORT]/DATABASE, or mysql://USER@localhost/DATABASE?socket=/run/mysqld/mysqld.sock';

/**
 * Reads `mysql://user@host:port/database`. A password in it is refused: it would stand in the shell's history and in
 * the list of processes. The message never repeats the text.
 * @throws {DrillError} INVALID_FLAG
 */
export function parseAddress(text: string): ProductionAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['mysql:', 'mariadb:'].includes(url.protocol)) throw refused('--url is not an address of a MySQL or MariaDB database');
  if (url.password !== '')
    throw refused('--url holds a password: it would stand in the shell history and in the list of processes', {
      hint: 'Take it out and change it where it was typed. Give it in MUSTER_DB_PASSWORD or with --password-file FILE.',
    });
  const [user, database] = [decoded(url.username), decoded(url.pathname.slice(1))];
  if (user === '' || database === '' || database.includes('/')) throw refused('--url names no user or no database');
  const unknown = [...url.searchParams.keys()].filter((key) => key !== 'socket');
  if (unknown.length > 0) throw refused('--url holds a parameter that Muster does not know');
  const socket = url.searchParams.get('socket');
  const host = url.hostname.replace(/^\[(.*)\]$/u, '$1');
  if (host === '') throw refused('--url names no host');
  return { host, port: url.port === '' ? 3306 : Number(url.port), user, database, socket, local: socket !== null || isLoopback(host) };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/u.test(host);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused('--url holds a broken %-escape');
  }
}

function refused(message: string, { hint = `It looks like ${form}.` }: { readonly hint?: string } = {}): DrillError {
  return new DrillError('INVALID_FLAG', message, { hint });
}
