import type { PartContent } from '../model/backup-source.ts';

/** What a content begins like. `other` carries words for it, which never quote it. */
export type Sniffed =
  | { readonly kind: 'sql'; readonly by: Extract<PartContent, { kind: 'sql' }>['by']; readonly tool: string }
  | { readonly kind: 'tar' | 'zip' | 'xbstream' | 'text' | 'empty' }
  | { readonly kind: 'refused'; readonly what: string; readonly instead: string }
  | { readonly kind: 'other'; readonly looks: string };

const text = (head: Buffer, from: number, to: number): string => head.toString('latin1', from, to);

/** Formats that Muster knows by their first bytes and does not read, each with what to do instead. */
const notRead: readonly { readonly what: string; readonly instead: string; matches(head: Buffer): boolean }[] = [
  { what: 'a 7z archive', instead: 'Unpack it with 7z and hand over what lies in it.', matches: (head) => head.toString('hex', 0, 6) === '377abcaf271c' },
  { what: 'a RAR archive', instead: 'Unpack it and hand over what lies in it.', matches: (head) => text(head, 0, 6) === 'Rar!\x1a\x07' },
  {
    what: 'a segment of a borg repository',
    instead: 'Extract the archive with `borg extract` and hand over the folder.',
    matches: (head) => text(head, 0, 8) === 'BORG_SEG',
  },
  { what: 'an xbcrypt stream (Percona)', instead: 'Decrypt it with xbcrypt first.', matches: (head) => text(head, 0, 6) === 'XBCRYP' },
  { what: 'an LZ4 file', instead: 'Decompress it with lz4, or compress with zstd.', matches: (head) => head.toString('hex', 0, 4) === '04224d18' },
  { what: 'an lzip file', instead: 'Decompress it with lzip, or compress with xz.', matches: (head) => text(head, 0, 4) === 'LZIP' },
  {
    what: 'a .wpress file of All-in-One WP Migration',
    instead: 'Restore it with that plugin on a scratch site, then dump that site with `wp db export` and tar.',
    matches: isWpress,
  },
  {
    what: 'a .daf archive of Duplicator',
    instead: "Build the package as zip, unpack it, and hand over its database's SQL file and a tar of the files.",
    matches: (head) => /^<A><F>|^DUPARCHIVE/u.test(text(head, 0, 16)),
  },
];

/** Tells a content (of no envelope) by its first bytes: at least 8 KiB of them, or all there are. */
export function sniff(head: Buffer): Sniffed {
  if (head.length === 0) return { kind: 'empty' };
  if (['504b0304', '504b0506'].includes(head.toString('hex', 0, 4))) return { kind: 'zip' };
  if (isTar(head)) return { kind: 'tar' };
  if (text(head, 0, 8) === 'XBSTCK01') return { kind: 'xbstream' };
  const known = notRead.find(({ matches }) => matches(head));
  if (known !== undefined) return { kind: 'refused', what: known.what, instead: known.instead };
  if (!isText(head)) return { kind: 'other', looks: looksOf(head) };
  return sqlOf(head.toString('latin1')) ?? { kind: 'text' };
}

/** True when a content begins like something that Muster reads or refuses by name; text counts only when it is SQL. */
export function isKnown(head: Buffer): boolean {
  const { kind } = sniff(head);
  return kind === 'sql' || kind === 'tar' || kind === 'zip' || kind === 'xbstream' || kind === 'refused';
}

function sqlOf(start: string): Sniffed | null {
  if (/^# Created by UpdraftPlus/mu.test(start)) return { kind: 'sql', by: 'updraftplus', tool: 'UpdraftPlus' };
  if (/^-- MariaDB dump /mu.test(start)) return { kind: 'sql', by: 'mariadb-dump', tool: 'mariadb-dump' };
  if (/^-- MySQL dump /mu.test(start)) return { kind: 'sql', by: 'mysqldump', tool: 'mysqldump' };
  const statement =
    /^\s*(?:(?:--|#)[^\n]*\n|\/\*[\s\S]*?\*\/;?|\s+)*(?:CREATE\s|DROP\s+TABLE|INSERT\s+INTO|REPLACE\s+INTO|SET\s|USE\s|START\s+TRANSACTION|LOCK\s+TABLES)/iu;
  return statement.test(start) || /^\/\*(?:!|M!)\d+/u.test(start) ? { kind: 'sql', by: 'other', tool: 'an unnamed tool' } : null;
}

/** The checksum of a tar header: the sum of its bytes, with its own field as spaces. */
function isTar(head: Buffer): boolean {
  if (head.length < 512) return false;
  const stored = Number.parseInt(
    text(head, 148, 156)
      .replace(/[\0 ]+$/u, '')
      .trim(),
    8,
  );
  let sum = 8 * 32;
  for (let index = 0; index < 512; index += 1) if (index < 148 || index >= 156) sum += head[index] ?? 0;
  return Number.isFinite(stored) && sum === stored && sum > 8 * 32;
}

/** Headers of 4377 bytes: name 255, size 14, time 12, path 4096; the first file is package.json. */
function isWpress(head: Buffer): boolean {
  const padded = (from: number, to: number): string => text(head, from, to).replace(/\0+$/u, '');
  return head.length > 281 && padded(0, 255) === 'package.json' && /^\d{1,14}$/u.test(padded(255, 269)) && /^\d{1,12}$/u.test(padded(269, 281));
}

function isText(head: Buffer): boolean {
  for (const byte of head.subarray(0, 4096)) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) return false;
  return true;
}

function looksOf(head: Buffer): string {
  const bits = entropyOf(head);
  if (head.length >= 2048 && bits > 7.8)
    return `random bytes without a header (${bits.toFixed(2)} bits each): a vendor's cipher, or UpdraftPlus' .crypt without its phrase`;
  return `binary data of no known kind (${bits.toFixed(2)} bits of entropy a byte)`;
}

/** Shannon entropy in bits a byte; random bytes have 8, less what a small sample hides. */
export function entropyOf(bytes: Buffer): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits;
}
