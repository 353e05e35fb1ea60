import { resolve } from 'node:path';
import { limited } from '../backups/ceiling.ts';
import { readPluginCode, type CodeReader } from '../backups/plugin-code.ts';
import { recognised } from '../backups/recognise.ts';
import { SqlScanner } from '../backups/sql/scanner.ts';
import type { TableFacts } from '../backups/sql/listener.ts';
import { Survey as BackupFiles } from '../backups/survey.ts';
import { folderSource } from '../fetcher/folder.ts';
import type { Envelope, RecognisedSet } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import type { OrderKeys } from '../production/checkout-fields.ts';
import { DumpSurvey } from '../production/dump-survey.ts';
import { optionFacts, type OptionFacts } from '../production/read-software.ts';
import { findPrefix } from '../production/schema.ts';
import type { Survey } from '../production/survey.ts';
import { readKeys, type KeyFlags } from './backup-keys.ts';
import type { Io } from './io.ts';

/** The flags that say how a set is read. */
export interface BackupFlags extends KeyFlags {
  readonly prefix?: string;
  readonly unpackedLimit?: string;
}

/** What a backup set says of its shop. */
export interface BackupReading {
  readonly title: string;
  readonly facts: OptionFacts;
  readonly survey: Survey;
  /** The option that holds the roles, as PHP wrote it. */
  readonly roles: string | undefined;
  readonly orderKeys: OrderKeys;
  /** What opens it, as escrow names it; empty where nothing encrypts it. */
  readonly opensWith: readonly string[];
  /** Shows a reader the plugins' code that the set holds: reads its archives, for as long as that takes. */
  readonly codesOf: (reader: CodeReader) => Promise<void>;
}

/**
 * Reads the SQL of a backup set as it streams by; nothing is restored, and no value is kept but those of the options that
 * name versions, plugins and roles.
 * @throws {DrillError} BACKUP_UNKNOWN for a set without SQL that Muster reads, BACKUP_LOCKED, RESTORE_REFUSED, BACKUP_UNREADABLE, BACKUP_DAMAGED, ABORTED.
 */
export async function readBackup(path: string, flags: BackupFlags, io: Io): Promise<BackupReading> {
  const files = await BackupFiles.of(limited(folderSource(resolve(io.cwd, path), path), flags.unpackedLimit), await readKeys(flags, io.cwd), io.signal);
  const { set } = await recognised(files);
  const gathered = new DumpSurvey();
  const tables = new Map<string, TableFacts>();
  for (const file of sqlFiles(set)) await scan(files, file, { gathered, tables });
  if (tables.size === 0)
    throw new DrillError('BACKUP_UNKNOWN', `${path} (${set.title}) holds no SQL that can be read here.`, {
      hint: 'Give the keys of an encrypted set, or name the live database with --url.',
    });
  const prefix = findPrefix(
    [...tables.keys()].map((name) => ({ name })),
    flags.prefix ?? null,
  );
  const own = [...tables.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const facts = optionFacts(gathered.options, prefix, own);
  const survey = gathered.survey(
    prefix,
    tables,
    facts.plugins.map((plugin) => plugin.slug),
  );
  const inPosts = facts.site.orderStorage === 'posts';
  const orders = inPosts ? gathered.rowsOf(`${prefix}postmeta`, '_order_key') : (tables.get(`${prefix}wc_orders`)?.rows ?? 0);
  const orderKeys = { orders, keys: survey.metaKeys[inPosts ? 'postmeta' : 'wc_orders_meta'] ?? [] };
  return {
    title: set.title,
    facts,
    survey,
    roles: gathered.options.get(`${prefix}user_roles`),
    orderKeys,
    opensWith: opensWith(set),
    codesOf: (reader) => readPluginCode(files, set, reader),
  };
}

const keyOf: Readonly<Partial<Record<Envelope, string>>> = {
  age: 'backup-identity',
  gpg: 'gpg-key',
  openssl: 'passphrase',
  'updraft-crypt': 'updraft-phrase',
};

function opensWith({ parts }: RecognisedSet): readonly string[] {
  return [...new Set(parts.flatMap(({ envelopes }) => envelopes).flatMap((layer) => keyOf[layer] ?? []))];
}

/** Files of SQL, those first that create tables: mydumper's files of rows name no columns. */
function sqlFiles({ parts }: RecognisedSet): readonly string[] {
  const paths = parts.filter(({ content }) => content.kind === 'sql' || content.kind === 'mydumper').flatMap((part) => part.paths);
  const sql = paths.filter((path) => !/(?:^|\/)metadata[^/]*$/u.test(path));
  const creates = (path: string): boolean => /-schema[^/]*$/u.test(path);
  return [...sql.filter(creates), ...sql.filter((path) => !creates(path))];
}

async function scan(files: BackupFiles, path: string, into: { readonly gathered: DumpSurvey; readonly tables: Map<string, TableFacts> }): Promise<void> {
  const opened = await files.open(path);
  if (opened.state === 'shut') throw opened.error;
  const scanner = new SqlScanner({ tapFor: (table) => into.gathered.reader(table), comment: () => undefined }, into.tables);
  for await (const chunk of opened.bytes) scanner.push(chunk);
  if (!scanner.end()) throw new DrillError('BACKUP_DAMAGED', `${path} ends in the middle of a statement.`);
}
