import { unserialize } from 'php-serialize';
import { logReader, type LogFacts, type LoggedIn, type LogReader } from '../access-log.ts';
import type { Bytes } from '../bytes.ts';
import type { SqlListener, TableFacts } from './listener.ts';
import { RowTap, type Tap } from './row-tap.ts';
import { SqlScanner } from './scanner.ts';
import { TextRows } from './text-rows.ts';
import { textValue } from './value.ts';

/** How one file of SQL ended. */
export interface SqlEnd {
  /** False when the last statement is cut. */
  readonly closed: boolean;
  /** Its first and its last comments, by which dump tools say that they came to the end. */
  readonly firstComment: string;
  readonly lastComment: string;
  /** Its last statements put the connection's character sets back. */
  readonly restoresSettings: boolean;
}

/** What the newest row of a table says; instants as the dump has them, `2026-11-23 10:00:00`. */
export interface Newest {
  readonly of: string;
  readonly at: string;
}

interface Watched {
  readonly name: string;
  readonly columns: readonly string[];
  at(values: readonly (string | null)[]): string | null;
}

/** Rows whose date says when something was last done in the shop; all of them in UTC. */
const dated: Readonly<Record<string, Watched>> = {
  wc_orders: { name: 'an order', columns: ['date_created_gmt'], at: ([at]) => at ?? null },
  posts: { name: 'an order', columns: ['post_type', 'post_date_gmt'], at: ([type, at]) => (type?.startsWith('shop_order') === true ? (at ?? null) : null) },
  users: { name: 'a user', columns: ['user_registered'], at: ([at]) => at ?? null },
  phi_access_log: { name: 'an entry of the access log', columns: ['at'], at: ([at]) => at ?? null },
  simple_history: { name: 'an entry of the access log', columns: ['date'], at: ([at]) => at ?? null },
  stream: { name: 'an entry of the access log', columns: ['created'], at: ([at]) => at ?? null },
};

const instant = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/u;

/** What the SQL of a set says, over all its files; only names, counts and dates are kept. */
export class Database implements SqlListener {
  readonly tables = new Map<string, TableFacts>();
  /** Tables that UpdraftPlus closed with its comment. */
  readonly ended = new Set<string>();
  activePlugins: readonly string[] | null = null;
  hasUpdraftPhrase = false;
  readonly #newest = new Map<string, string>();
  readonly #log: LogReader | null;
  readonly #prefix: string | null;
  #first = '';
  #last = '';

  constructor(prefix: string | null, log: LoggedIn | null) {
    this.#prefix = prefix;
    this.#log = log === null ? null : logReader(log);
  }

  /** Reads one file of SQL. Files that create tables come before those that only fill them. */
  async read(bytes: Bytes, look: (chunk: Buffer) => void): Promise<SqlEnd> {
    this.#first = '';
    this.#last = '';
    const scanner = new SqlScanner(this, this.tables);
    let tail: Buffer = Buffer.alloc(0);
    for await (const chunk of bytes) {
      look(chunk);
      scanner.push(chunk);
      tail = Buffer.from(chunk.length >= 512 ? chunk.subarray(-512) : Buffer.concat([tail, chunk]).subarray(-512));
    }
    const closed = scanner.end();
    return {
      closed,
      firstComment: this.#first,
      lastComment: this.#last,
      restoresSettings: tail.includes('COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;'),
    };
  }

  /** The rows of one table, tab-separated; null when they must wait, because what its columns are was not read yet. */
  rowsOf(table: string): TextRows | null {
    const facts = this.tables.get(table) ?? { created: false, rows: 0, columns: [] };
    this.tables.set(table, facts);
    const tap = this.tapFor(table);
    if (tap !== null && facts.columns.length === 0) return null;
    return new TextRows(facts, tap === null ? null : new RowTap(tap, facts.columns, textValue));
  }

  tapFor(table: string): Tap | null {
    const name = this.bare(table);
    const taps = [this.#datedTap(name), name === 'options' ? this.#optionsTap() : null, this.#log?.taps[name] ?? null].filter((tap) => tap !== null);
    return taps.length < 2 ? (taps[0] ?? null) : together(taps);
  }

  comment(line: string): void {
    const ended = /^# End of data contents of table `?([^`]+)`?/u.exec(line)?.[1];
    if (ended !== undefined) this.ended.add(ended);
    if (line.length < 4) return;
    if (this.#first === '') this.#first = line;
    this.#last = line;
  }

  /** The newest record of each kind. */
  newest(): readonly Newest[] {
    return [...this.#newest].map(([of, at]) => ({ of, at }));
  }

  /** Null when the log's tables are not there, or no reader knows them. */
  log(): LogFacts | null {
    const facts = this.#log?.facts();
    return facts !== undefined && [...this.tables.keys()].some((table) => this.bare(table) === facts.table) ? facts : null;
  }

  /** A table's name without the prefix: the site's, or whatever stands before a name that Muster knows. */
  bare(table: string): string {
    if (this.#prefix !== null) return table.startsWith(this.#prefix) ? table.slice(this.#prefix.length) : '';
    const known = [...Object.keys(dated), 'options', ...Object.keys(this.#log?.taps ?? {})];
    return known.filter((name) => table === name || table.endsWith(`_${name}`)).toSorted((a, b) => b.length - a.length)[0] ?? '';
  }

  #datedTap(name: string): Tap | null {
    const watched = dated[name];
    if (watched === undefined) return null;
    return {
      columns: watched.columns,
      row: (values) => {
        const at = watched.at(values);
        if (at !== null && instant.test(at) && at > (this.#newest.get(watched.name) ?? '')) this.#newest.set(watched.name, at);
      },
    };
  }

  #optionsTap(): Tap {
    return {
      columns: ['option_name', 'option_value'],
      row: ([name, value]) => {
        if (name === 'active_plugins') this.activePlugins = pluginsIn(value ?? '');
        if (name === 'updraft_encryptionphrase' && value !== null && value !== undefined && value !== '') this.hasUpdraftPhrase = true;
      },
    };
  }
}

function pluginsIn(serialized: string): readonly string[] | null {
  try {
    const value: unknown = unserialize(serialized);
    return Object.values(value ?? {}).filter((one): one is string => typeof one === 'string');
  } catch {
    return null;
  }
}

function together(taps: readonly Tap[]): Tap {
  const columns = [...new Set(taps.flatMap((tap) => tap.columns))];
  const views = taps.map((tap) => ({ tap, places: tap.columns.map((name) => columns.indexOf(name)) }));
  return {
    columns,
    row: (values) => {
      for (const { tap, places } of views) tap.row(places.map((place) => values[place] ?? null));
    },
  };
}
