import { decodedWindows } from './leak-scan.ts';

/** The 18 kinds of identifiers of 45 CFR 164.514(b)(2)(i)(A)-(R), and what a pattern can find of each. */
export const identifierKinds = {
  A: { title: 'names', by: 'values' },
  B: { title: 'places smaller than a state', by: 'pattern' },
  C: { title: 'dates of a person, and ages over 89', by: 'pattern' },
  D: { title: 'telephone numbers', by: 'pattern' },
  E: { title: 'fax numbers', by: 'pattern' },
  F: { title: 'e-mail addresses', by: 'pattern' },
  G: { title: 'social security numbers', by: 'pattern' },
  H: { title: 'medical record numbers', by: 'pattern' },
  I: { title: 'health plan beneficiary numbers', by: 'pattern' },
  J: { title: 'account numbers', by: 'pattern' },
  K: { title: 'certificate and licence numbers', by: 'pattern' },
  L: { title: 'vehicle identifiers and plates', by: 'pattern' },
  M: { title: 'device identifiers and serial numbers', by: 'pattern' },
  N: { title: "a person's web addresses", by: 'values' },
  O: { title: 'internet protocol addresses', by: 'pattern' },
  P: { title: 'biometric identifiers', by: 'none' },
  Q: { title: 'full-face photographs', by: 'none' },
  R: { title: 'any other unique identifier', by: 'values' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly by: 'pattern' | 'values' | 'none' }>>;

export type IdentifierKind = keyof typeof identifierKinds;

interface Pattern {
  readonly kind: IdentifierKind;
  /** Global; the whole match is what was found. */
  readonly like: RegExp;
  /** What only looks like it. */
  readonly not?: (match: string) => boolean;
}

/** A label, as prose and as a key of JSON or a form, before its value. */
const labelled = (labels: string, value: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${labels})["']?\\s{0,2}(?:[:=#]|no\\.?|is)\\s{0,2}["']?${value}`, 'giu');
const number = '(?=[A-Z-]{0,6}\\d)[A-Z0-9][A-Z0-9-]{4,19}(?![\\p{L}\\p{N}])';
const date = '(?:\\d{4}-\\d\\d-\\d\\d|\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4})';

const patterns: readonly Pattern[] = [
  {
    kind: 'B',
    like: /(?<![\p{L}\p{N}])\d{1,5} (?:[NSEW]\.? )?[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:Street|Avenue|Road|Lane|Boulevard|Drive|St\.|Ave\.|Rd\.|Blvd\.)(?!\p{L})/gu,
  },
  { kind: 'B', like: /(?<=[A-Z][a-z]{2,20}, )[A-Z]{2} \d{5}(?:-\d{4})?(?![\p{L}\p{N}-])/gu, not: (match) => !states.has(match.slice(0, 2)) },
  { kind: 'C', like: labelled('d\\.?o\\.?b\\.?|date[ _-]?of[ _-]?birth|birth[ _-]?date|birth[ _-]?day|date[ _-]?of[ _-]?death|admitted|discharged', date) },
  {
    kind: 'C',
    like: /(?<![\p{L}\p{N}])(?:aged (?:9\d|1[01]\d)(?![\p{L}\p{N}.]| ?(?:%|s|min|h|d|hours?|days?|minutes?|seconds?)(?!\p{L}))|(?:9\d|1[01]\d)[ -]years?[ -]old)/giu,
  },
  // One kind of separator: three numbers with spaces stand in every drawing.
  {
    kind: 'D',
    like: /(?<![\p{L}\p{N}.-])(?:\+?1[ .-])?(?:\([2-9]\d\d\) ?[2-9]\d\d[ .-]\d{4}|[2-9]\d\d-[2-9]\d\d-\d{4}|[2-9]\d\d\.[2-9]\d\d\.\d{4})(?![\p{L}\p{N}.-])/gu,
    not: isFictionalPhone,
  },
  { kind: 'D', like: /(?<![\p{L}\p{N}.+-])\+1 [2-9]\d\d [2-9]\d\d \d{4}(?![\p{L}\p{N}.-])/gu, not: isFictionalPhone },
  { kind: 'D', like: labelled('phone|telephone|tel|mobile|cell', '\\+?[\\d(][\\d() .-]{6,18}\\d(?![\\p{L}\\p{N}:])'), not: isFictionalPhone },
  { kind: 'D', like: /(?<![\p{L}\p{N}.+-])\+[2-9]\d{0,2}(?:[ -]\d{2,7}){2,4}(?![\p{L}\p{N}-])/gu },
  { kind: 'E', like: labelled('fax|telefax', '\\+?[\\d(][\\d() .-]{6,18}\\d'), not: isFictionalPhone },
  { kind: 'F', like: /(?<![\w.+-])[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,24}(?![\w-])/giu, not: isReservedMail },
  { kind: 'G', like: /(?<![\p{L}\p{N}.-])(?!000|666|9\d\d)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\p{L}\p{N}.-])/gu },
  { kind: 'G', like: labelled('ssn|social security(?: number)?', '(?!000|666|9)\\d{3}[ -]?\\d\\d[ -]?\\d{4}(?!\\d)') },
  { kind: 'H', like: labelled('mrn|medical[ _-]record(?:[ _-]number)?|patient[ _-]?id', number) },
  {
    kind: 'I',
    like: labelled(
      'member[ _-]?id|insurance[ _-]?id|policy[ _-]?(?:id|number)|subscriber[ _-]?id|beneficiary[ _-]?(?:id|number)|medicare(?:[ _-]number)?',
      number,
    ),
  },
  { kind: 'J', like: /(?<![\p{L}\p{N}.-])\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?![\p{L}\p{N}.-])/gu, not: (match) => !luhn(match) },
  { kind: 'J', like: labelled('account[ _-]?(?:no|number)|iban|card[ _-]?number', number) },
  { kind: 'K', like: labelled('licen[cs]e[ _-]?(?:no|number)|dea[ _-]?(?:no|number)|certificate[ _-]?number', number) },
  { kind: 'L', like: labelled('vin|licen[cs]e[ _-]?plate|plate[ _-]?number', number) },
  { kind: 'M', like: labelled('serial[ _-]?(?:no|number)|device[ _-]?id|udi|imei', number) },
  { kind: 'O', like: /(?<![\p{L}\p{N}.])(?:\d{1,3}\.){3}\d{1,3}(?![\p{L}\p{N}.])/gu, not: isOwnAddress },
];

/**
 * How many different texts in these files look like each of the 18 kinds; none of them ever leaves this function. `known` says
 * of one that it stands in the definition or in Muster itself, and is nobody's. Plain, URL-, JSON- and HTML-escaped text is
 * looked at, and whatever base64 and hex decode to for at least 20 printable characters. A pattern finds a form, not a
 * person: names, web addresses and other codes have none, biometrics and photographs are no text, and a number without its
 * label looks like any other.
 */
export function identifierScan(files: ReadonlyMap<string, Buffer>, known: (match: string) => boolean): Readonly<Partial<Record<IdentifierKind, number>>> {
  const found = new Map<IdentifierKind, Set<string>>();
  for (const [name, bytes] of files) {
    if (isDrawing(name, bytes)) continue;
    for (const { kind, text } of decodedWindows(bytes)) {
      const pieces = kind === 'base64' || kind === 'hex' ? text.split(/[^\x20-\x7e\n]+/u).filter((piece) => piece.length >= fewestPrintable) : [text];
      for (const piece of pieces) note(piece, known, found);
    }
  }
  return Object.fromEntries([...found].map(([kind, matches]) => [kind, matches.size]));
}

/** A PDF's own numbers (widths, places, glyphs) look like anything; its attachments and metadata are text. */
function isDrawing(name: string, bytes: Buffer): boolean {
  const begins = bytes.subarray(0, 64).toString('latin1').trimStart();
  return begins.startsWith('%PDF-') || (/!stream-\d+$/u.test(name) && !/^[{<]/u.test(begins));
}

/** Shorter printable stretches come out of digests by chance. */
const fewestPrintable = 20;

function note(text: string, known: (match: string) => boolean, found: Map<IdentifierKind, Set<string>>): void {
  for (const { kind, like, not } of patterns) {
    for (const [match] of text.matchAll(like)) {
      if (not?.(match) === true || known(match)) continue;
      found.set(kind, (found.get(kind) ?? new Set()).add(match));
    }
  }
}

const states = new Set(
  'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR'.split(
    ' ',
  ),
);

/** 555-0100 to 555-0199 belong to nobody. */
function isFictionalPhone(match: string): boolean {
  return /555[ .-]?01\d\d$/u.test(match.trim());
}

/** RFC 2606 and RFC 6761, and Git's and Muster's own. */
function isReservedMail(match: string): boolean {
  const domain = match.slice(match.lastIndexOf('@') + 1).toLowerCase();
  return /(?:^|\.)(?:example|test|invalid|localhost|local|internal)$|(?:^|\.)example\.(?:com|net|org)$/u.test(domain);
}

/** Not four numbers of a byte; or private, reserved or documentation's (RFC 6890): no person's. */
function isOwnAddress(match: string): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = match.split('.').map(Number);
  if ([a, b, c, d].some((part) => part > 255) || /(?:^|\.)0\d/u.test(match)) return true;
  const reserved =
    a === 0 || a === 10 || a === 127 || a >= 224 || (a === 100 && b >= 64 && b < 128) || (a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32);
  const documentation = (a === 192 && b === 0 && (c === 0 || c === 2)) || (a === 198 && b === 51 && c === 100) || (a === 203 && b === 0 && c === 113);
  return reserved || documentation || (a === 192 && b === 168) || (a === 198 && (b === 18 || b === 19));
}

/** The check digit of a payment card. */
function luhn(match: string): boolean {
  const digits = match.replaceAll(/\D/gu, '').split('').toReversed().map(Number);
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === 0;
}
