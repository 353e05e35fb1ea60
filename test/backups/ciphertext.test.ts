import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CiphertextScan } from '../../src/backups/ciphertext.ts';

const header = 'age-encryption.org/v1\n-> X25519 ';
const mac = `\n--- ${'m'.repeat(43)}\n`;

function scanned(bytes: Buffer, chunkBytes = 4096): CiphertextScan {
  const scan = new CiphertextScan();
  for (let at = 0; at < bytes.length; at += chunkBytes) scan.push(bytes.subarray(at, at + chunkBytes));
  return scan;
}

describe('what can be read without a key', () => {
  it('leaves out the header of age, however it is cut, and looks at all that follows', () => {
    const sealed = randomBytes(20_000);
    for (const chunkBytes of [40, 64, 4096, 100_000]) {
      const scan = scanned(Buffer.concat([Buffer.from(`${header}${'a'.repeat(200)}${mac}`), sealed]), chunkBytes);
      expect([scan.clean, scan.bytes]).toEqual([true, sealed.length]);
    }
    expect(scanned(Buffer.from(`${header}a${mac}${'Ms Example, 12 Example Street. '.repeat(10)}`)).clean).toBe(false);
  });
  it.each([4096, 200_000])('takes a header without end for what it is: readable text (chunks of %i)', (chunkBytes) => {
    const text = Buffer.from(`${header}${'INSERT INTO wp_users VALUES (1);\n'.repeat(6000)}`);
    const scan = scanned(text, chunkBytes);
    expect(scan.runs).toBeGreaterThan(0);
    expect([scan.clean, scan.bytes]).toEqual([false, text.length]);
  });
  it('does not call clean what it never saw: no byte, or nothing but the beginning of a header', () => {
    expect(new CiphertextScan().clean).toBe(false);
    expect(scanned(Buffer.from(header)).clean).toBe(false);
  });
});
