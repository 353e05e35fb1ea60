/** Shorter ones would hit words by chance, and are no secrets. */
const shortest = 10;

/** What stands in quotes in a value: of JSON, or of PHP's `define`. A name is no secret. */
function quotedIn(text: string): readonly string[] {
  const found = [...text.matchAll(/"([^"\\]*)"|'([^'\\]*)'/gu)].map(([, double, single]) => double ?? single ?? '');
  return found.filter((part) => !/^[A-Za-z_]+$/u.test(part));
}

/**
 * The secret values that a run has met, by what they are called. Whatever a run writes or says passes through `redacted`,
 * so that a value is not written whoever put it where: a step's output, an error, a path. Knows the value itself, its
 * base64, base64url, hexadecimal and URL forms, and each line of a value of several; does not know other encodings, nor
 * halves of a value.
 */
export class Secrets {
  /** Longest first: one may be part of another. */
  #forms: readonly (readonly [form: string, name: string])[] = [];

  /** Learns a value; of JSON and of PHP's constants the texts in it as well, names left out. Idempotent. */
  learn(name: string, value: string | Buffer): void {
    const text = value.toString('utf8');
    const parts = [text.trim(), ...text.split(/\r?\n/u), ...quotedIn(text)];
    const whole = new Set(parts.map((part) => part.trim()).filter((part) => part.length >= shortest && !part.startsWith('#')));
    const known = new Map(this.#forms);
    for (const part of whole) for (const form of formsOf(part)) known.set(form, name);
    this.#forms = [...known].toSorted(([left], [right]) => right.length - left.length);
  }

  redacted(text: string): string {
    return this.#forms.reduce((kept, [form, name]) => (kept.includes(form) ? kept.replaceAll(form, `[secret ${name}]`) : kept), text);
  }

  /** The same for every text of plain data, names of fields included. Numbers and flags stay. */
  redactedData<T>(data: T): T {
    return this.#clean(data) as T;
  }

  #clean(data: unknown): unknown {
    if (typeof data === 'string') return this.redacted(data);
    if (Array.isArray(data)) return data.map((one) => this.#clean(one));
    if (typeof data !== 'object' || data === null) return data;
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [this.redacted(name), this.#clean(value)]));
  }
}

function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [
    value,
    bytes.toString('base64'),
    bytes.toString('base64').replace(/=+$/u, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
  ];
}
