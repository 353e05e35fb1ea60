import { crc32, createInflateRaw } from 'node:zlib';
import { Readable } from 'node:stream';
import { fromRandomAccessReader, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { DrillError } from '../../model/errors.ts';
import { ByteReader, through, type Bytes } from '../bytes.ts';
import { damage } from '../envelopes/envelope.ts';

/** Bytes at a zip's end that are held to find its directory: enough for some 300,000 entries. */
export const mostDirectoryBytes = 32 * 1024 * 1024;

/** What a zip's directory says of one entry. */
export interface ZipEntry {
  readonly path: string;
  readonly offset: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly crc: number;
  readonly method: number;
  readonly locked: boolean;
}

/** The last bytes of a stream, and its length. */
export async function endOf(bytes: Bytes): Promise<{ readonly tail: Buffer; readonly sizeBytes: number }> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    held.push(chunk);
    heldBytes += chunk.length;
    while (held.length > 1 && heldBytes - (held[0]?.length ?? 0) >= mostDirectoryBytes) heldBytes -= held.shift()?.length ?? 0;
  }
  const tail = Buffer.concat(held);
  held = [];
  return { tail, sizeBytes };
}

/**
 * The entries that a zip's directory lists, by offset. Zip64 is understood.
 * @throws {DrillError} BACKUP_DAMAGED without an end record or with an unsound directory.
 */
export async function zipEntries(end: { readonly tail: Buffer; readonly sizeBytes: number }): Promise<readonly ZipEntry[]> {
  try {
    const zip = await opened(new TailReader(end.tail, end.sizeBytes), end.sizeBytes);
    const entries: ZipEntry[] = [];
    await new Promise<void>((resolve, reject) => {
      zip
        .on('error', reject)
        .on('end', resolve)
        .on('entry', (entry: Entry) => {
          entries.push(entryOf(entry));
          zip.readEntry();
        });
      zip.readEntry();
    });
    return entries.toSorted((a, b) => a.offset - b.offset);
  } catch (error) {
    throw damage('zip', error);
  }
}

/**
 * Unpacks every entry of a zip as it streams by and compares its CRC-32 and length with the directory's.
 * @throws {DrillError} BACKUP_DAMAGED naming no entry's content; entries with a password are passed over.
 */
export async function unpackZip(bytes: Bytes, entries: readonly ZipEntry[], look: (chunk: Buffer, entry: ZipEntry) => void): Promise<void> {
  const reader = new ByteReader(bytes);
  let at = 0;
  try {
    for (const entry of entries) {
      at += await reader.skip(entry.offset - at);
      const header = await reader.take(30);
      if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) throw unsound('an entry has no header');
      const names = header.readUInt16LE(26) + header.readUInt16LE(28);
      await reader.skip(names);
      if (entry.locked) await reader.skip(entry.compressedBytes);
      else await compare(entry, reader.pass(entry.compressedBytes), look);
      at += 30 + names + entry.compressedBytes;
    }
  } catch (error) {
    throw damage('zip', error);
  } finally {
    await reader.close();
  }
}

async function compare(entry: ZipEntry, packed: Bytes, look: (chunk: Buffer, entry: ZipEntry) => void): Promise<void> {
  if (entry.method !== 0 && entry.method !== 8) throw unsound(`an entry is packed with method ${entry.method}, which is not read`);
  let sum = 0;
  let length = 0;
  for await (const chunk of entry.method === 0 ? packed : through(packed, createInflateRaw())) {
    look(chunk, entry);
    sum = crc32(chunk, sum);
    length += chunk.length;
    if (length > entry.bytes) break;
  }
  if (sum !== entry.crc || length !== entry.bytes) throw unsound('an entry is not what its checksum says');
}

const unsound = (what: string): DrillError => new DrillError('BACKUP_DAMAGED', `the zip is unsound: ${what}`);

function entryOf(entry: Entry): ZipEntry {
  return {
    path: entry.fileName,
    offset: entry.relativeOffsetOfLocalHeader,
    compressedBytes: entry.compressedSize,
    bytes: entry.uncompressedSize,
    crc: entry.crc32,
    method: entry.compressionMethod,
    locked: (entry.generalPurposeBitFlag & 1) !== 0 || entry.compressionMethod === 99,
  };
}

function opened(reader: RandomAccessReader, sizeBytes: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromRandomAccessReader(reader, sizeBytes, { lazyEntries: true, autoClose: false, decodeStrings: true, validateEntrySizes: false }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(error);
    });
  });
}

/** Reads within the held end of a zip; its directory lies there. */
class TailReader extends RandomAccessReader {
  readonly #tail: Buffer;
  readonly #from: number;

  constructor(tail: Buffer, sizeBytes: number) {
    super();
    this.#tail = tail;
    this.#from = sizeBytes - tail.length;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    if (start < this.#from) throw unsound(`its directory is larger than ${mostDirectoryBytes / 1024 / 1024} MiB`);
    return Readable.from([this.#tail.subarray(start - this.#from, end - this.#from)], { objectMode: false });
  }
}
