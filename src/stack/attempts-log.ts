import type { Attempts } from '../model/attempts.ts';
import type { OutsideConnection } from './outside.ts';

export interface AttemptLogs {
  readonly names: readonly string[];
  readonly trap: readonly string[];
  readonly guard: readonly string[];
  /** Prefixes of names that only Muster asks for. */
  readonly probeNames: readonly string[];
  /** Names inside the mirror. */
  readonly own: readonly string[];
  readonly toolbox: string;
  /** Logs that were longer than what was read of them. */
  readonly cut?: readonly (keyof typeof sources)[];
  /** Connections that were seen to a place outside the mirror: what must not be. */
  readonly outside?: readonly OutsideConnection[];
}

const sources = { names: 'name server', trap: 'trap', guard: 'guard' } as const;
const guardKinds: readonly string[] = ['mail', 'http', 'cron', 'scheduler', 'webhook'];
const shownAttempts = 20;
const scheduling: readonly string[] = ['cron', 'scheduler', 'webhook'];
/** SMTP and its relatives: RFC 5321, 8314, 6409, and the port that many relays add. */
const mailPorts: readonly number[] = [25, 465, 587, 2525];

/** Whom WordPress and WooCommerce call by themselves. Any other name could be data on its way out, so it is not shown. */
const wellKnownHosts: readonly string[] = [
  'api.wordpress.org',
  'downloads.wordpress.org',
  'public-api.wordpress.com',
  'stats.wp.com',
  'pixel.wp.com',
  's.w.org',
  'secure.gravatar.com',
  'woocommerce.com',
  'api.woocommerce.com',
  'tracking.woocommerce.com',
];

/**
 * Reads the three logs. Pure. The site can write the guard's log and choose the names it asks for: a kind or host
 * that is not on a list here is counted, not shown.
 */
export function readAttempts(logs: AttemptLogs): Attempts {
  const outside = logs.outside ?? [];
  const names = logs.names.flatMap((line) => askedName(line, logs));
  const trapped = logs.trap.map((line) => `trap: a connection to ${shownPort(line.split(' ')[2] ?? '')}`);
  const guarded = logs.guard.map(guardEntry);
  const refused = guarded.filter((entry) => entry.kind === 'http');
  return {
    egressAttempted: names.length + trapped.length + refused.length + outside.length,
    egressSucceeded: outside.length,
    mailCaptured: guarded.filter((entry) => entry.kind === 'mail').length,
    mailDelivered: outside.filter(({ port }) => mailPorts.includes(port)).length,
    httpRefused: refused.length,
    schedulersSilenced: guarded.filter((entry) => scheduling.includes(entry.kind)).length,
    attempts: [
      ...counted([
        ...outside.map(({ port }) => `outside the mirror: a connection to ${shownPort(String(port))}`),
        ...names.map((name) => `name server: ${name}`),
        ...trapped,
        ...guarded.filter((entry) => entry.kind !== 'mail').map((entry) => `guard: ${entry.kind}${entry.host === '' ? '' : ` to ${entry.host}`}`),
      ]),
      ...(logs.cut ?? []).map((log) => `${sources[log]}: its log is longer than what is counted`),
    ],
  };
}

/** `… query[A] name from address`; the AAAA twin of a question is not counted again. */
function askedName(line: string, logs: AttemptLogs): readonly string[] {
  const match = /query\[(?<type>[A-Z0-9]+)\] (?<name>\S+) from (?<peer>\S+)/u.exec(line)?.groups;
  if (match === undefined || match['type'] === 'AAAA' || match['peer'] === logs.toolbox) return [];
  const name = (match['name'] ?? '').toLowerCase();
  if (logs.own.includes(name) || logs.probeNames.some((prefix) => name.startsWith(prefix))) return [];
  return [shownHost(name)];
}

function guardEntry(line: string): { readonly kind: string; readonly host: string } {
  const entry = parsed(line);
  const kind = typeof entry['kind'] === 'string' && guardKinds.includes(entry['kind']) ? entry['kind'] : 'other';
  const host = kind === 'http' && typeof entry['host'] === 'string' && entry['host'] !== '' ? shownHost(entry['host']) : '';
  return { kind, host };
}

function parsed(line: string): { readonly kind?: unknown; readonly host?: unknown } {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? entry : {};
  } catch {
    return {};
  }
}

function shownHost(name: string): string {
  const host = name.toLowerCase().replace(/\.$/u, '');
  return wellKnownHosts.includes(host) ? host : 'another host';
}

function shownPort(text: string): string {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? `port ${port}` : 'another port';
}

function counted(lines: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  const all = [...counts];
  const rest = all.slice(shownAttempts).reduce((total, [, count]) => total + count, 0);
  return [
    ...all.slice(0, shownAttempts).map(([line, count]) => (count === 1 ? line : `${line} (${count} times)`)),
    ...(rest === 0 ? [] : [`and ${rest} more`]),
  ];
}
