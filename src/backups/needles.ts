import type { BackupKeys } from '../model/backup-source.ts';

interface Needle {
  readonly what: string;
  readonly bytes: Buffer;
  /** Must fit, from 200 bytes before the needle to 600 after it: a name alone is no key. */
  readonly pattern: RegExp;
}

const needle = (what: string, text: string, pattern: RegExp): Needle => ({ what, bytes: Buffer.from(text), pattern });

const keyKinds: readonly Needle[] = [
  needle('an age identity', 'AGE-SECRET-KEY-', /AGE-SECRET-KEY-(?:PQ-)?1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{50}/u),
  needle('an OpenPGP secret key', 'BEGIN PGP PRIVATE KEY BLOCK', /-----BEGIN PGP PRIVATE KEY BLOCK-----(?:\r|\n|\\r|\\n)[\s\S]{0,200}?[A-Za-z0-9+/]{40}/u),
  needle("phi-vault's key file", 'keys', /current\\?"\s*:\s*\\?"[0-9a-f]{8}\\?"[\s\S]{0,20}\\?"keys\\?"\s*:\s*\{/u),
];

const before = 200;
const after = 600;

/** Looks for keys in a content that streams by: by their form, and the very keys that were given. Nothing found is kept. */
export class KeySearch {
  readonly found = new Set<string>();
  readonly #needles: readonly Needle[];
  #tail: Buffer = Buffer.alloc(0);

  constructor(keys: BackupKeys) {
    const given = [...keys.passphrases, ...(keys.updraftPhrase === null ? [] : [keys.updraftPhrase])].filter((one) => one.length >= 8);
    this.#needles = [...keyKinds, ...given.map((secret) => needle('the very passphrase that opens it', secret, /(?:)/u))];
  }

  push(chunk: Buffer): void {
    this.#look(Buffer.concat([this.#tail, chunk.subarray(0, before + after)]));
    this.#look(chunk);
    this.#tail = Buffer.from(
      chunk.length >= before + after ? chunk.subarray(-(before + after)) : Buffer.concat([this.#tail, chunk]).subarray(-(before + after)),
    );
  }

  #look(bytes: Buffer): void {
    for (const { what, bytes: text, pattern } of this.#needles) {
      if (this.found.has(what)) continue;
      for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1))
        if (pattern.test(bytes.toString('latin1', Math.max(0, at - before), at + after))) {
          this.found.add(what);
          break;
        }
    }
  }
}
