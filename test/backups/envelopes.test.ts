import { createCipheriv, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Encrypter, armor, generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { createMessage, encrypt, generateKey, readKey } from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import { rijndaelDecrypter } from '../../src/backups/envelopes/rijndael.ts';
import { noKeys, peel } from '../../src/backups/peel.ts';
import type { BackupKeys, Envelope } from '../../src/model/backup-source.ts';
import { DrillError } from '../../src/model/errors.ts';
import { memorySource } from './memory-source.ts';
import { mariadbDump, sampleTables } from './sample-shop.ts';

const content = Buffer.from(mariadbDump(sampleTables()));

interface Opened {
  readonly envelopes: readonly Envelope[];
  readonly content: Buffer | null;
  readonly code: string | null;
}

async function open(bytes: Buffer, keys: BackupKeys = noKeys): Promise<Opened> {
  const peeled = await peel(memorySource({ file: bytes }, 700).read('file'), { keys });
  if (peeled.state === 'shut') return { envelopes: peeled.envelopes, content: null, code: peeled.error.code };
  const parts: Buffer[] = [];
  try {
    for await (const part of peeled.bytes) parts.push(part);
    return { envelopes: peeled.envelopes, content: Buffer.concat(parts), code: null };
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    return { envelopes: peeled.envelopes, content: null, code: error.code };
  }
}

const statement = 'CREATE TABLE t (a int);\n';
/** The statement above through xz 5.4 and bzip2 1.0.8. */
const packed: Readonly<Record<string, Buffer>> = {
  xz: Buffer.from('/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAXQ1JFQVRFIFRBQkxFIHQgKGEgaW50KTsKACpx4+7aklE+AAEwGI4brOwftvN9AQAAAAAEWVo=', 'base64'),
  bzip2: Buffer.from('QlpoOTFBWSZTWcVSOdsAAAXfgAAQQGAACDoEFAAgIQQAIAAxTAATQppkaaN6po1QJlXGjaySccx5K+LuSKcKEhiqRztg', 'base64'),
};
/** `gzip -n` of it through phpseclib 2.0.56, called as UpdraftPlus calls it, with phrases of each length of key. */
const updraft: readonly (readonly [string, string])[] = [
  ['short', '2912ceb1c3096acc3f51373e2004b6f598bf717fea611e60076549a4a2435a390360c6310d3317b5096546ae7580dab1'],
  ['exactly-20-bytes-key', '9a352630da521d08a182fede48291544515a3c8fe13529b9fed81cef4926efeef4b59e34f8475ce0f920ab5bcacd7050'],
  ['twenty-eight-bytes-phrase-28', '6faf1b898977d7f818b1990b21f5923040bec82861c89204da7b90407d221139956f8d46665f17e3ad8d09f73e62e552'],
  ['a phrase that is longer than thirty-two bytes', 'c5ad861fee94e85161ddda3c21879c13461e4836b8971f73ea102c0e14737cae4daffe6066287dcd05c687960bf2c2ec'],
];

const opensslKey = (digest: string, phrase: string, salt: Buffer): Buffer => {
  const one = createHash(digest).update(phrase).update(salt).digest();
  const two = createHash(digest).update(one).update(phrase).update(salt).digest();
  const three = createHash(digest).update(two).update(phrase).update(salt).digest();
  return Buffer.concat([one, two, three]).subarray(0, 48);
};
const openssl = (bytes: Buffer, made: (salt: Buffer) => Buffer): Buffer => {
  const salt = randomBytes(8);
  const key = made(salt);
  const cipher = createCipheriv('aes-256-cbc', key.subarray(0, 32), key.subarray(32));
  return Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(bytes), cipher.final()]);
};

interface Sample {
  readonly bytes: Buffer;
  readonly keys: BackupKeys;
  readonly envelopes: readonly Envelope[];
}
const samples = new Map<string, Sample>();
const phrase = 'correct horse battery';

beforeAll(async () => {
  const identity = await generateX25519Identity();
  const to = new Encrypter();
  to.addRecipient(await identityToRecipient(identity));
  const byPhrase = new Encrypter();
  byPhrase.setPassphrase(phrase);
  byPhrase.setScryptWorkFactor(10);
  const { privateKey, publicKey } = await generateKey({ userIDs: [{ name: 'x' }], format: 'armored' });
  const gzipped = gzipSync(content);
  const message = await createMessage({ binary: gzipped });
  const gpgBytes = await encrypt({ message, encryptionKeys: await readKey({ armoredKey: publicKey }), format: 'binary' });
  const gpgArmored = await encrypt({ message: await createMessage({ binary: gzipped }), passwords: [phrase], format: 'armored' });
  const ageKeys = { ...noKeys, ageIdentities: [identity] };
  const phraseKeys = { ...noKeys, passphrases: [phrase] };
  const aged = Buffer.from(await to.encrypt(zstdCompressSync(content)));
  const salted = openssl(gzipped, (salt) => pbkdf2Sync(phrase, salt, 10_000, 48, 'sha256'));
  const all: Readonly<Record<string, Sample>> = {
    gzip: { bytes: gzipped, keys: noKeys, envelopes: ['gzip'] },
    zstd: { bytes: zstdCompressSync(content, { params: { 201: 1 } }), keys: noKeys, envelopes: ['zstd'] },
    age: { bytes: aged, keys: ageKeys, envelopes: ['age', 'zstd'] },
    'age, armored': { bytes: Buffer.from(armor.encode(aged)), keys: ageKeys, envelopes: ['age', 'zstd'] },
    'age, passphrase': { bytes: Buffer.from(await byPhrase.encrypt(gzipped)), keys: phraseKeys, envelopes: ['age', 'gzip'] },
    gpg: { bytes: Buffer.from(gpgBytes as Uint8Array), keys: { ...noKeys, gpgKeys: [privateKey] }, envelopes: ['gpg', 'gzip'] },
    'gpg, passphrase, armored': { bytes: Buffer.from(gpgArmored as string), keys: phraseKeys, envelopes: ['gpg', 'gzip'] },
    'openssl, pbkdf2': { bytes: salted, keys: phraseKeys, envelopes: ['openssl', 'gzip'] },
    'openssl, base64': { bytes: Buffer.from(salted.toString('base64').replaceAll(/.{64}/gu, '$&\n')), keys: phraseKeys, envelopes: ['openssl', 'gzip'] },
    'openssl, md5': { bytes: openssl(gzipped, (salt) => opensslKey('md5', phrase, salt)), keys: phraseKeys, envelopes: ['openssl', 'gzip'] },
    'openssl, sha256': { bytes: openssl(gzipped, (salt) => opensslKey('sha256', phrase, salt)), keys: phraseKeys, envelopes: ['openssl', 'gzip'] },
    'age in gzip in age': { bytes: await nested(to, gzipped), keys: ageKeys, envelopes: ['age', 'gzip', 'age', 'gzip'] },
  };
  for (const [name, sample] of Object.entries(all)) samples.set(name, sample);
});

async function nested(to: Encrypter, inner: Buffer): Promise<Buffer> {
  return Buffer.from(await to.encrypt(gzipSync(await to.encrypt(inner))));
}

const names = [
  'gzip',
  'zstd',
  'age',
  'age, armored',
  'age, passphrase',
  'gpg',
  'gpg, passphrase, armored',
  'openssl, pbkdf2',
  'openssl, base64',
  'openssl, md5',
  'openssl, sha256',
  'age in gzip in age',
];
/** A damaged openssl file is tried with every iteration count, a second each; its variants differ in the derivation only. */
const runsOf = (name: string): number => (name.startsWith('openssl') ? (name === 'openssl, pbkdf2' ? 2 : 0) : 25);
const sampleOf = (name: string): Sample => samples.get(name) ?? { bytes: Buffer.alloc(0), keys: noKeys, envelopes: [] };

describe.each(names)('%s', (name) => {
  it('gives its content back', async () => {
    const { bytes, keys, envelopes } = sampleOf(name);
    expect(await open(bytes, keys)).toMatchObject({ envelopes, code: null, content });
  });
  it('never passes for whole when it is cut anywhere', async () => {
    const { bytes, keys } = sampleOf(name);
    if (runsOf(name) === 0) return;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 3 }), async (at) => {
        const found = await open(bytes.subarray(0, at), keys);
        expect(found.content !== null && found.content.equals(content)).toBe(false);
        if (at > 200) expect(found.code).not.toBeNull();
      }),
      { numRuns: runsOf(name) },
    );
  });
  it('gives no changed content when a byte is changed', async () => {
    const { bytes, keys } = sampleOf(name);
    if (runsOf(name) === 0) return;
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ mask;
        const found = await open(changed, keys);
        // Bytes of a header that mean nothing for the content may change; or nothing is recognised any more.
        expect(found.code !== null || found.envelopes.length === 0 || found.content?.equals(content)).toBe(true);
      }),
      { numRuns: runsOf(name) },
    );
  });
  it('says what is missing without a key, and with another', async () => {
    const { bytes, envelopes } = sampleOf(name);
    if (envelopes.every((layer) => layer === 'gzip' || layer === 'zstd')) return;
    expect((await open(bytes)).code).toBe('BACKUP_LOCKED');
    if (name.startsWith('openssl') && runsOf(name) === 0) return;
    const wrong = { ...noKeys, passphrases: ['wrong'], ageIdentities: [await generateX25519Identity()] };
    expect((await open(bytes, wrong)).code).toBe('RESTORE_REFUSED');
  });
});

describe('layers', () => {
  it('zstd: reads every frame, which node alone does not, and skips the ones to be skipped', async () => {
    const [a, b] = [content.subarray(0, 1000), content.subarray(1000)].map((part) => zstdCompressSync(part));
    const skippable = Buffer.concat([Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0]), Buffer.from('abc')]);
    expect((await open(Buffer.concat([a ?? Buffer.alloc(0), skippable, b ?? Buffer.alloc(0)]))).content).toEqual(content);
    expect((await open(Buffer.concat([a ?? Buffer.alloc(0), Buffer.from('rest')]))).code).toBe('BACKUP_DAMAGED');
  });
  it('closes what it reads when the reader leaves early', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        for (;;) yield gzipSync(content);
      } finally {
        closed = true;
      }
    }
    const peeled = await peel(endless(), { keys: noKeys });
    if (peeled.state === 'open') await peeled.bytes[Symbol.asyncIterator]().return?.();
    expect(closed).toBe(true);
  });
});

describe.each(['xz', 'bzip2'])('%s', (kind) => {
  const bytes = packed[kind] ?? Buffer.alloc(0);
  it('gives its content back, and that of two behind each other', async () => {
    expect((await open(bytes)).content?.toString()).toBe(statement);
    expect((await open(Buffer.concat([bytes, bytes]))).content?.toString()).toBe(`${statement}${statement}`);
  });
  it('notices every cut and every changed byte', async () => {
    for (let at = 12; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 4;
      expect([at, (await open(bytes.subarray(0, at))).code]).toEqual([at, 'BACKUP_DAMAGED']);
      const found = await open(changed);
      expect([at, found.code === 'BACKUP_DAMAGED' || found.content?.toString() === statement]).toEqual([at, true]);
    }
  });
});

describe('xz that comes to its end in its first pieces', () => {
  /** 20,000 bytes of the statement. */
  const bytes = Buffer.from(
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4E4fAFRdACGUhKxOyLQaXH2QajIp7401KqlS03/y5tFICJfuSDAgfjNXjzA3TdYmRFjyaGQBr7CFaLIGyBCbeYWCKmpkUWA5GNRkiyNUex+zHj6jOcmcriGiAADBHW6IDzCmDQABcKCcAQAAoXIETrHEZ/sCAAAAAARZWg==',
    'base64',
  );
  it('is looked at and left without an error, and read whole after', async () => {
    const peeled = await peel(memorySource({ file: bytes }).read('file'), { keys: noKeys });
    expect(peeled).toMatchObject({ state: 'open', envelopes: ['xz'] });
    if (peeled.state === 'open') await peeled.bytes[Symbol.asyncIterator]().return?.();
    expect((await open(bytes)).content).toHaveLength(20_000);
  });
});

describe("UpdraftPlus' encryption", () => {
  it.each(updraft)('opens with the phrase "%s"', async (key, hex) => {
    const found = await open(Buffer.from(hex, 'hex'), { ...noKeys, updraftPhrase: key });
    expect(found).toMatchObject({ envelopes: ['updraft-crypt', 'gzip'], code: null });
    expect(found.content?.toString()).toBe(statement);
    expect((await open(Buffer.from(hex, 'hex'), { ...noKeys, updraftPhrase: `${key.slice(0, 3)}x${key.slice(4)}` })).envelopes).toEqual([]);
  });
});

describe('rijndael', () => {
  it.each([16, 24, 32])('is AES with keys of %i bytes', (size) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: size, maxLength: size }), fc.uint8Array({ minLength: 16, maxLength: 16 }), (key, block) => {
        const cipher = createCipheriv(`aes-${size * 8}-ecb`, key, null).setAutoPadding(false);
        expect(rijndaelDecrypter(Buffer.from(key))(cipher.update(block))).toEqual(Buffer.from(block));
      }),
    );
  });
});
