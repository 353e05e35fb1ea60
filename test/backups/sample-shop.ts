import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { pack } from 'tar-stream';
import type { BackupExpectations, BackupSite } from '../../src/model/backup-inspection.ts';
import { noKeys } from '../../src/backups/peel.ts';
import type { BackupKeys } from '../../src/model/backup-source.ts';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const empty: Table = { columns: ['id'], rows: [] };
const coreNames = ['commentmeta', 'comments', 'links', 'postmeta', 'term_relationships', 'term_taxonomy', 'termmeta', 'terms'];

/** The tables of a small shop, its access log's chain sound. */
export function sampleTables(): Record<string, Table> {
  const orders = [1, 2, 3].map((id) => [id, 'wc-processing', 'shop_order', `2026-11-23 09:0${id}:00`, `It's; a (note), "quoted" \\ with\nline`]);
  return {
    ...Object.fromEntries(coreNames.map((name) => [name, empty])),
    options: {
      columns: ['option_id', 'option_name', 'option_value', 'autoload'],
      rows: [
        [1, 'siteurl', 'https://shop.clinic.example', 'yes'],
        [2, 'active_plugins', 'a:1:{i:0;s:23:"phi-vault/phi-vault.php";}', 'yes'],
      ],
    },
    posts: { columns: ['ID', 'post_type', 'post_date_gmt'], rows: [[1, 'post', '2026-11-01 00:00:00']] },
    users: { columns: ['ID', 'user_login', 'user_registered'], rows: [[1, 'admin', '2026-01-01 00:00:00']] },
    usermeta: { columns: ['umeta_id', 'user_id', 'meta_key', 'meta_value'], rows: [[1, 1, 'nickname', 'admin']] },
    wc_orders: { columns: ['id', 'status', 'type', 'date_created_gmt', 'customer_note'], rows: orders },
    ...sampleLog(4),
  };
}

/** phi-access-log's two tables with so many chained rows. */
function sampleLog(rows: number): Record<string, Table> {
  let previous = '0'.repeat(64);
  const made = Array.from({ length: rows }, (_, index) => {
    const row = [index + 1, `2026-11-23 09:10:0${index % 10}.000000`, 1, 'admin', 'administrator', 'read', `order:${index}`, 'rest', `req-${index}`, previous];
    previous = createHash('sha256').update(row.join('|')).digest('hex');
    return [...row, previous];
  });
  const columns = ['id', 'at', 'user_id', 'user_login', 'role', 'action', 'object', 'channel', 'request_id', 'prev_hash', 'hash'];
  return { phi_access_log: { columns, rows: made }, phi_access_log_head: { columns: ['one', 'id', 'hash'], rows: [[1, rows, previous]] } };
}

/** A value as dump tools write it, in either kind of quotes. */
export const quotedValue = (value: string | number | null, mark = "'"): string =>
  value === null
    ? 'NULL'
    : typeof value === 'number'
      ? String(value)
      : `${mark}${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('"', '\\"')}${mark}`;

/** What mariadb-dump writes. */
export function mariadbDump(tables: Readonly<Record<string, Table>>): string {
  const body = Object.entries(tables).map(([name, table]) => `${createStatement(name, table)}${insertStatement(name, table)}`);
  return `/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19-11.8.2-MariaDB, for debian-linux-gnu (x86_64)\n--\n-- Host: db    Database: wordpress\n-- ------------------------------------------------------\n\n/*!40101 SET NAMES utf8mb4 */;\n\n${body.join('')}\n/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;\n\n-- Dump completed on 2026-11-23  9:20:00\n`;
}

export function createStatement(name: string, { columns }: Table): string {
  return `DROP TABLE IF EXISTS \`wp_${name}\`;\n/*!40101 SET @saved_cs_client = @@character_set_client */;\nCREATE TABLE \`wp_${name}\` (\n${columns.map((column) => `  \`${column}\` longtext DEFAULT NULL COMMENT 'it''s (a; comment)'`).join(',\n')}\n) ENGINE=InnoDB;\n\n`;
}

function insertStatement(name: string, { rows }: Table): string {
  return rows.length === 0
    ? ''
    : `LOCK TABLES \`wp_${name}\` WRITE;\nINSERT INTO \`wp_${name}\` VALUES\n${rows.map((row) => `(${row.map((value) => quotedValue(value)).join(',')})`).join(',\n')};\nUNLOCK TABLES;\n`;
}

/** One row as `SELECT … INTO OUTFILE` writes it. */
export const textRow = (row: readonly (string | number | null)[]): string => `${row.map(textField).join('\t')}\n`;

const textField = (value: string | number | null): string =>
  value === null
    ? String.raw`\N`
    : String(value)
        .replaceAll(/[\\\t\n]/gu, (found) => `\\${found}`)
        .replaceAll('\0', String.raw`\0`);

/** The folder of `mariadb-dump --dir` as the procedure `tables-age` packs it. */
export function tablesFiles(tables: Readonly<Record<string, Table>>): Record<string, string> {
  const header = '/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19-11.8.2-MariaDB, for debian-linux-gnu (x86_64)\n--\n';
  const footer = '\n-- Dump completed on 2026-11-23  9:20:00\n';
  const files = Object.entries(tables).map(([name, table]) => ({
    [`./wordpress/wp_${name}.sql`]: `${header}${createStatement(name, table)}${footer}`,
    [`./wordpress/wp_${name}.txt`]: table.rows.map(textRow).join(''),
  }));
  return Object.assign({ './sequences.sql': '', './code.sql': `${header}${footer}` }, ...files) as Record<string, string>;
}

/** What UpdraftPlus writes. */
export function updraftDump(tables: Readonly<Record<string, Table>>): string {
  const body = Object.entries(tables).map(
    ([name, table]) =>
      `# Table: \`wp_${name}\`\n# Approximate rows expected in table: 1\n${createStatement(name, table)}${insertStatement(name, table)}# End of data contents of table \`wp_${name}\`\n\n`,
  );
  return `# WordPress MySQL database backup\n# Created by UpdraftPlus version 1.23.10 (https://updraftplus.com)\n# Table prefix: wp_\n/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n${body.join('')}/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;\n/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;\n`;
}

export async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const packing = pack();
  for (const [name, text] of Object.entries(files)) packing.entry({ name }, text);
  packing.finalize();
  const parts: Buffer[] = [];
  for await (const part of packing) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts);
}

export const sampleFiles = { 'wp-content/plugins/phi-vault/phi-vault.php': '<?php // vault', 'wp-content/uploads/2026/scan.txt': 'a file' };

export interface Sealer {
  readonly keys: BackupKeys;
  seal(bytes: Buffer | string): Promise<Buffer>;
}

export async function ageSealer(): Promise<Sealer> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  return {
    keys: { ...noKeys, ageIdentities: [identity] },
    async seal(bytes) {
      const encrypter = new Encrypter();
      encrypter.addRecipient(recipient);
      return Buffer.from(await encrypter.encrypt(Buffer.from(bytes)));
    },
  };
}

/** A set as Muster's own procedure makes it: SQL and wp-content, each zstd in age. */
export async function sampleSet(sealer: Sealer, tables = sampleTables(), dump = mariadbDump): Promise<Record<string, Buffer>> {
  return {
    'database.sql.zst.age': await sealer.seal(zstdCompressSync(dump(tables))),
    'wp-content.tar.gz.age': await sealer.seal(gzipSync(await tarOf(sampleFiles))),
  };
}

export const sampleSite: BackupSite = {
  tablePrefix: 'wp_',
  tables: [{ table: 'wc_orders', filled: true }],
  everySeconds: 2700,
  takesSeconds: 120,
  accessLog: 'phi-access-log',
  plugins: ['phi-vault'],
};

export const sampleExpectations: BackupExpectations = { asOf: '2026-11-23T09:30:00Z', deep: false, site: sampleSite, baseline: null };
