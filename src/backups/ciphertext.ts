import { entropyOf } from './content.ts';

const longestRun = 32;
const sampleBytes = 64 * 1024;
/** Room for some 600 recipients; what goes on for longer is no header. */
const mostHeaderBytes = 64 * 1024;
const everyBytes = 16 * 1024 * 1024;
/** Random bytes in a sample of 4 KiB measure 7.95 bits; text, dumps and archives stay below 7.6. */
const leastBits = 7.9;

const readable = (byte: number): boolean => (byte >= 32 && byte < 127) || byte === 10 || byte === 13 || byte === 9;

/**
 * Looks at what can be read without a key: a run of 32 readable characters (random bytes have one in 30 terabytes), and
 * samples whose bytes are not spread like random ones. age's text header is left out; lines of base64 are decoded.
 */
export class CiphertextScan {
  bytes = 0;
  /** Runs of readable characters; what they say is not kept. */
  runs = 0;
  /** The lowest entropy of a sample, bits a byte; null while nothing was long enough. */
  bits: number | null = null;
  #armored: boolean | null = null;
  #header: Buffer = Buffer.alloc(0);
  #inHeader = false;
  #text = '';
  #run = 0;
  #sample: Buffer[] = [];
  #sampled = 0;

  /** False also for what had no byte behind its header: there was nothing to look at. */
  get clean(): boolean {
    return this.bytes > 0 && this.runs === 0 && (this.bits === null || this.bits >= leastBits);
  }

  push(chunk: Buffer): void {
    if (this.#armored === null) {
      const start = chunk.toString('latin1', 0, 32);
      this.#armored = start.startsWith('-----BEGIN ') || start.startsWith('U2FsdGVkX1');
      this.#inHeader = start.startsWith('age-encryption.org/');
    }
    this.#look(this.#withoutHeader(this.#armored ? this.#decoded(chunk) : chunk));
  }

  /** Only the lines of base64; what is between the dashes of an armor is its label. */
  #decoded(chunk: Buffer): Buffer {
    const lines = `${this.#text}${chunk.toString('latin1')}`.split('\n');
    const last = lines.pop() ?? '';
    const text = lines
      .filter((line) => !line.startsWith('-----') && !line.includes(':') && !/^=.{4}$/u.test(line.trimEnd()))
      .join('')
      .replaceAll('\r', '');
    const whole = text.length - (text.length % 4);
    this.#text = `${text.slice(whole)}${last}`;
    const decoded = Buffer.from(text.slice(0, whole), 'base64');
    if (this.#header.length === 0 && !this.#inHeader) this.#inHeader = decoded.toString('latin1', 0, 19) === 'age-encryption.org/';
    return decoded;
  }

  #withoutHeader(chunk: Buffer): Buffer {
    if (!this.#inHeader) return chunk;
    this.#header = Buffer.concat([this.#header, chunk]);
    const mac = /\n--- [A-Za-z0-9+/]{43}\n/u.exec(this.#header.toString('latin1', 0, mostHeaderBytes));
    if (mac === null && this.#header.length < mostHeaderBytes) return Buffer.alloc(0);
    this.#inHeader = false;
    return this.#header.subarray(mac === null ? 0 : mac.index + mac[0].length);
  }

  #look(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      // A run of 32 covers one of any two places 16 apart, so most bytes need no look.
      if (this.#run === 0 && !readable(chunk[Math.min(at + 15, chunk.length - 1)] as number)) {
        at += 16;
        continue;
      }
      if (this.#run === 0) at = runStart(chunk, at);
      const end = runEnd(chunk, at);
      this.#run += end - at;
      if (this.#run >= longestRun) this.runs += 1;
      if (end < chunk.length) this.#run = 0;
      at = end + 1;
    }
    this.#measure(chunk);
    this.bytes += chunk.length;
  }

  /** 64 KiB at the beginning of every 16 MiB. */
  #measure(chunk: Buffer): void {
    if (this.bytes % everyBytes < sampleBytes && this.#sampled < sampleBytes) {
      const part = Buffer.from(chunk.subarray(0, sampleBytes - this.#sampled));
      this.#sample.push(part);
      this.#sampled += part.length;
    }
    if (this.#sampled >= 4096) {
      const bits = entropyOf(Buffer.concat(this.#sample));
      this.bits = Math.min(this.bits ?? 8, bits);
    }
    if (this.#sampled >= sampleBytes || this.bytes % everyBytes >= sampleBytes) {
      this.#sample = [];
      this.#sampled = 0;
    }
  }
}

/** The first readable byte of the stretch that the 16th byte from `at` ends. */
function runStart(chunk: Buffer, at: number): number {
  let start = Math.min(at + 15, chunk.length - 1);
  while (start > at && readable(chunk[start - 1] as number)) start -= 1;
  return start;
}

function runEnd(chunk: Buffer, at: number): number {
  let end = at;
  while (end < chunk.length && readable(chunk[end] as number)) end += 1;
  return end;
}
