import { createDecipheriv } from 'node:crypto';
import { Transform } from 'node:stream';
import { DrillError } from '../../model/errors.ts';
import { peek, through, type Bytes } from '../bytes.ts';
import { guarded, locked, refused, type EnvelopeKind, type Opening } from './envelope.ts';
import { rijndaelDecrypter } from './rijndael.ts';

const title = "UpdraftPlus' encryption";

/**
 * What UpdraftPlus (1.23 and before, `UpdraftPlus_Encryption`) makes with phpseclib: Rijndael-128, CBC, IV of zeros; the
 * key is the phrase itself, cut to 32 bytes or filled with zeros to the next of 16, 20, 24, 28, 32. No header, no salt,
 * no integrity. So it is recognised only by opening it: with the phrase, the content begins like something known.
 */
export const updraftCrypt: EnvelopeKind = {
  kind: 'updraft-crypt',
  title,
  encrypts: true,
  integrity: 'none',
  recognise: (head, { keys, known }) => keys.updraftPhrase !== null && head.length >= 16 && known(firstBlocks(head, keys.updraftPhrase)),
  open: (bytes, opening) => guarded(title, () => opened(bytes, opening)),
};

async function* opened(bytes: Bytes, { keys, known }: Opening): AsyncGenerator<Buffer> {
  if (keys.updraftPhrase === null) throw locked(title, 'its phrase');
  const { head, bytes: all } = await peek(bytes, 4096);
  if (!known(firstBlocks(head, keys.updraftPhrase))) throw refused(title, 'the phrase that was given');
  yield* through(all, decrypter(keyOf(keys.updraftPhrase)));
}

function firstBlocks(head: Buffer, phrase: string): Buffer {
  const blocks = head.subarray(0, head.length - (head.length % 16));
  return blocksDecrypter(keyOf(phrase))(blocks);
}

function keyOf(phrase: string): Buffer {
  const bytes = Buffer.from(phrase, 'utf8').subarray(0, 32);
  const size = [16, 20, 24, 28, 32].find((fits) => bytes.length <= fits) ?? 32;
  return Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);
}

/** CBC over whole blocks, going on from call to call. */
function blocksDecrypter(key: Buffer): (blocks: Buffer) => Buffer {
  if ([16, 24, 32].includes(key.length)) {
    const cipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, Buffer.alloc(16)).setAutoPadding(false);
    return (blocks) => cipher.update(blocks);
  }
  const decrypt = rijndaelDecrypter(key);
  let previous: Buffer = Buffer.alloc(16);
  return (blocks) => {
    const made = Buffer.allocUnsafe(blocks.length);
    for (let at = 0; at < blocks.length; at += 16) {
      const block = blocks.subarray(at, at + 16);
      const clear = decrypt(block);
      for (let index = 0; index < 16; index += 1) made[at + index] = (clear[index] ?? 0) ^ (previous[index] ?? 0);
      previous = Buffer.from(block);
    }
    return made;
  };
}

/** Keeps the last block back: it may end in 1 to 15 bytes that count themselves, which are filling. */
function decrypter(key: Buffer): Transform {
  const decrypt = blocksDecrypter(key);
  let held: Buffer = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const all = Buffer.concat([held, chunk]);
      const ready = Math.max(0, Math.ceil(all.length / 16) * 16 - 16);
      held = all.subarray(ready);
      done(null, ready > 0 ? decrypt(all.subarray(0, ready)) : undefined);
    },
    flush(done) {
      if (held.length % 16 !== 0) return done(new DrillError('BACKUP_DAMAGED', `${title}: the length is not a multiple of 16 bytes, so the end is missing`));
      const last = decrypt(held);
      const filling = last.at(-1) ?? 0;
      const filled = filling > 0 && filling < 16 && last.subarray(-filling).every((value) => value === filling);
      return done(null, filled ? last.subarray(0, last.length - filling) : last);
    },
  });
}
