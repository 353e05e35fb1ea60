import { extract } from 'tar-stream';
import { pipeline } from 'node:stream/promises';
import { tapped, type Bytes } from '../bytes.ts';
import { damage } from '../envelopes/envelope.ts';

const endBytes = 1024;

/** `content` may be read, to its end or not at all. */
type TarListener = (path: string, type: string, content: Bytes) => boolean | Promise<boolean>;

/**
 * Calls `entry` for each file of a tar as it streams by, with every byte read; a content that it does not read is passed over. Returns whether
 * the two blocks of zeros that end a tar are there. GNU, pax and ustar. Returning false from `entry` stops the reading.
 * @throws {DrillError} BACKUP_DAMAGED when a header or an entry is cut or changed.
 */
export async function readTar(bytes: Bytes, entry: TarListener): Promise<{ readonly ended: boolean }> {
  const tail = new Tail();
  const reading = extract();
  const fed = pipeline(
    tapped(bytes, (chunk) => tail.push(chunk)),
    reading,
  );
  fed.catch(() => undefined);
  try {
    for await (const one of reading) {
      const wanted = await entry(one.header.name, one.header.type ?? 'file', one as unknown as Bytes);
      if (!wanted) return { ended: false };
      one.resume();
    }
    await fed;
    return { ended: tail.zeros() };
  } catch (error) {
    throw damage('tar', error);
  } finally {
    reading.destroy();
  }
}

/** The last bytes of a stream. */
class Tail {
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;

  push(chunk: Buffer): void {
    this.#length += chunk.length;
    this.#bytes = Buffer.from(chunk.length >= endBytes ? chunk.subarray(-endBytes) : Buffer.concat([this.#bytes, chunk]).subarray(-endBytes));
  }

  zeros(): boolean {
    return this.#length % 512 === 0 && this.#bytes.length === endBytes && this.#bytes.every((byte) => byte === 0);
  }
}
