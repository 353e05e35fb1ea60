import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opensField, readVaultRing, vaultKeyFile, vaultKeyId, vaultRingFile } from '../../src/model/vault-key.ts';
import { sealField } from '../../src/phi/vault-format.ts';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array));
const keyOf = (key: Buffer): { id: string; key: Buffer } => ({ id: vaultKeyId(key), key });
const [record, field] = ['order:17', '_rx_drug'];

describe('the vault format', () => {
  it('opens with its key, for its record and field', () => {
    fc.assert(fc.property(bytes, fc.string(), (key, text) => opensField(key, sealField(keyOf(key), text, record, field), record, field)));
  });
  it('names its key, and never shows the text', () => {
    fc.assert(
      fc.property(bytes, fc.string({ minLength: 4 }), (key, text) => {
        const sealed = sealField(keyOf(key), text, record, field);
        expect(sealed).toMatch(new RegExp(`^phiv1:${vaultKeyId(key)}:[A-Za-z0-9+/]+=*$`, 'u'));
        expect(Buffer.from(sealed.split(':')[2] ?? '', 'base64').includes(text)).toBe(false);
      }),
    );
  });
  it('refuses another key, another record and another field', () => {
    fc.assert(
      fc.property(bytes, bytes, fc.string(), (key, other, text) => {
        fc.pre(!key.equals(other));
        const sealed = sealField(keyOf(key), text, record, field);
        expect([opensField(other, sealed, record, field), opensField(key, sealed, 'order:170', field), opensField(key, sealed, record, '_rx_dose')]).toEqual([
          false,
          false,
          false,
        ]);
      }),
    );
  });
  it('refuses a value in which any byte was flipped', () => {
    fc.assert(
      fc.property(bytes, fc.string(), fc.nat(), fc.integer({ min: 1, max: 255 }), (key, text, place, flip) => {
        const [head, id, body = ''] = sealField(keyOf(key), text, record, field).split(':');
        const sealed = Buffer.from(body, 'base64');
        const at = place % sealed.length;
        sealed[at] = (sealed[at] ?? 0) ^ flip;
        return !opensField(key, `${head}:${id}:${sealed.toString('base64')}`, record, field);
      }),
    );
  });
  it('refuses what is no vault value at all', () => {
    fc.assert(fc.property(bytes, fc.string(), (key, text) => !opensField(key, text, record, field)));
  });
});

describe('the key file', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(bytes, (key) => {
        const own = keyOf(key);
        expect(readVaultRing(vaultKeyFile(own))).toEqual({ current: own.id, keys: [own] });
      }),
    );
  });
  it('holds old keys beside the current one', () => {
    fc.assert(
      fc.property(bytes, bytes, (old, key) => {
        fc.pre(!old.equals(key));
        const ring = { current: vaultKeyId(key), keys: [keyOf(old), keyOf(key)] };
        expect(readVaultRing(vaultRingFile(ring))?.keys).toEqual(expect.arrayContaining(ring.keys));
        expect(readVaultRing(vaultRingFile({ ...ring, current: '00000000' }))).toBeNull();
      }),
    );
  });
  it('that is none gives null, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant('{"current":"a","keys":{}}')), (text) => {
        expect(readVaultRing(Buffer.from(text))).toBeNull();
      }),
    );
  });
});
