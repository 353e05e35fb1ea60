/** A value that was found; where, in which encoding, how often. Never the value. */
export interface LeakHit {
  readonly file: string;
  /** `plain`, or how the text was decoded before the value showed: `base64`, `url`, `json`, `html`, `hex`, joined by `>`. */
  readonly kind: string;
  readonly count: number;
}

export interface LeakReport {
  readonly hits: readonly LeakHit[];
  /** Values shorter than four characters are not looked for: they stand everywhere by chance. */
  readonly tooShort: number;
}

const shortest = 4;

/**
 * Looks for every value in every text: plain, and in base64 (any alignment, both alphabets), URL-, JSON-, HTML- and
 * hex-escaped form, `layers` deep. It decodes the texts rather than encoding the values, so its time does not
 * depend on the number of encodings. Case counts. Compressed text is looked into where `withMembers` unpacked it; encrypted text is not.
 */
export function leakScan(texts: ReadonlyMap<string, Buffer>, values: readonly string[], layers: 1 | 2 = 2): LeakReport {
  const wanted = [...new Set(values)].filter((value) => value.length >= shortest);
  const index = Map.groupBy(wanted, (value) => value.slice(0, shortest));
  const hits: LeakHit[] = [];
  for (const [file, bytes] of texts) {
    const found = new Map<string, number>();
    for (const window of windows(bytes)) {
      const seen = new Set<string>();
      for (const { kind, text } of decodings(window, layers)) found.set(kind, (found.get(kind) ?? 0) + countFound(text, index, seen));
    }
    hits.push(...[...found].filter(([, count]) => count > 0).map(([kind, count]) => ({ file, kind, count })));
  }
  return { hits, tooShort: new Set(values).size - wanted.length };
}

const windowBytes = 64 * 1024;
/** Longer than any value in its longest encoding, so that none is cut in two; one that lies here may count twice. */
const overlapBytes = 2 * 1024;

/** The text in overlapping windows: decoding all of it at once, layer in layer, would take many times its size. */
function* windows(bytes: Buffer): Generator<string> {
  for (let from = 0; from === 0 || from < bytes.length; from += windowBytes) yield bytes.subarray(from, from + windowBytes + overlapBytes).toString('utf8');
}

/** How many occurrences of values that an outer layer has not shown already. */
function countFound(text: string, index: ReadonlyMap<string, readonly string[]>, seen: Set<string>): number {
  const fresh = new Set<string>();
  let count = 0;
  for (const at of placesOf(text, index)) {
    for (const value of index.get(text.slice(at, at + shortest)) ?? []) {
      if (seen.has(value) || !text.startsWith(value, at)) continue;
      count += 1;
      fresh.add(value);
    }
  }
  for (const value of fresh) seen.add(value);
  return count;
}

/** With few beginnings one search finds them all, and makes no text per character. */
const fewBeginnings = 50;

/** Where a value may begin. */
function* placesOf(text: string, index: ReadonlyMap<string, unknown>): Generator<number> {
  if (index.size > fewBeginnings) {
    for (let at = 0; at + shortest <= text.length; at += 1) yield at;
    return;
  }
  const beginnings = [...index.keys()];
  for (const beginning of beginnings) {
    for (let at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, at + 1)) yield at;
  }
}

export interface Decoding {
  readonly kind: string;
  readonly text: string;
}

const decoders: Readonly<Record<string, (text: string) => string>> = { html: fromHtml, url: fromUrl, json: fromJson, base64: fromBase64, hex: fromHex };

/** The text itself and whatever it is when each encoding is undone, window by window. */
export function* decodedTexts(bytes: Buffer): Generator<string> {
  for (const { text } of decodedWindows(bytes)) yield text;
}

/** The same, each with how it was decoded. */
export function* decodedWindows(bytes: Buffer): Generator<Decoding> {
  for (const window of windows(bytes)) yield* decodings(window, 1);
}

/** One at a time, outer layers before inner ones: all of them at once would be many times the text. */
function* decodings(text: string, layers: 1 | 2): Generator<Decoding> {
  const plain = { kind: 'plain', text };
  yield plain;
  yield* decodeOnce(plain);
  if (layers === 2) for (const first of decodeOnce(plain)) yield* decodeOnce(first);
}

function* decodeOnce({ kind, text }: Decoding): Generator<Decoding> {
  for (const [name, decode] of Object.entries(decoders)) {
    const decoded = decode(text);
    if (decoded !== '' && decoded !== text) yield { kind: kind === 'plain' ? name : `${kind}>${name}`, text: decoded };
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function fromHtml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/giu, (whole: string, hexadecimal?: string, decimal?: string, name?: string) =>
    name === undefined
      ? character(Number.parseInt(hexadecimal ?? decimal ?? '', hexadecimal === undefined ? 10 : 16), whole)
      : (entities[name.toLowerCase()] ?? whole),
  );
}

function fromJson(text: string): string {
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return text.replace(/\\(?:u([0-9a-f]{4})|(["\\/bfnrt]))/giu, (_whole: string, code?: string, letter?: string) =>
    code === undefined ? (escapes[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function fromUrl(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[0-9a-f]{2})+/giu, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}

/** Every run of base64 decoded from each of four starts: whatever stands before the value, one of them fits. */
function fromBase64(text: string): string {
  return [...text.matchAll(/[A-Za-z0-9+/_-]{6,}/gu)]
    .flatMap(([run]) => [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString('utf8')))
    .join('\n');
}

function fromHex(text: string): string {
  return [...text.matchAll(/[0-9a-f]{8,}/giu)]
    .flatMap(([run]) => [0, 1].map((start) => Buffer.from(run.slice(start, run.length - ((run.length - start) % 2)), 'hex').toString('utf8')))
    .join('\n');
}

function character(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
