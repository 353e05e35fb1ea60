import { backslash, doubleQuote, quote } from './characters.ts';

const noMark = -1;
const escapes: Readonly<Record<number, number>> = { 0x30: 0, 0x62: 8, 0x6e: 10, 0x72: 13, 0x74: 9, 0x5a: 26 };

/** The text of one value of a VALUES list as it stands in a dump: a string in either quotes (mydumper's are double), `0x…`, a number; null for NULL. */
export function sqlValue(raw: Buffer): string | null {
  const first = raw[0] === quote || raw[0] === doubleQuote ? 0 : raw.findIndex((byte) => byte === quote || byte === doubleQuote);
  if (first < 0) {
    const trimmed = raw.toString('latin1').trim();
    if (trimmed === 'NULL') return null;
    return /^0x[0-9a-fA-F]*$/u.test(trimmed) ? Buffer.from(trimmed.slice(2), 'hex').toString('utf8') : trimmed;
  }
  const mark = raw[first] ?? quote;
  const inside = raw.subarray(first + 1, raw.lastIndexOf(mark));
  return inside.includes(backslash) || inside.includes(mark) ? unescaped(inside, mark) : inside.toString('utf8');
}

/** The text of one value of a tab-separated file as the server writes it; null for `\N`. */
export function textValue(raw: Buffer): string | null {
  if (raw.length === 2 && raw[0] === backslash && raw[1] === 0x4e) return null;
  return raw.includes(backslash) ? unescaped(raw, noMark) : raw.toString('utf8');
}

function unescaped(inside: Buffer, mark: number): string {
  const made = Buffer.allocUnsafe(inside.length);
  let length = 0;
  for (let at = 0; at < inside.length; at += 1) {
    let byte = inside[at] ?? 0;
    if (byte === backslash) {
      at += 1;
      byte = escapes[inside[at] ?? 0] ?? inside[at] ?? 0;
    } else if (byte === mark) at += 1;
    made[length] = byte;
    length += 1;
  }
  return made.toString('utf8', 0, length);
}
