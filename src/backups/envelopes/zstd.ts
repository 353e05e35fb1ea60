import { createZstdDecompress } from 'node:zlib';
import { DrillError } from '../../model/errors.ts';
import { ByteReader, through, type Bytes } from '../bytes.ts';
import { guarded, type EnvelopeKind } from './envelope.ts';

const magic = 0xfd2fb528;
const isSkippable = (number: number): boolean => number >>> 4 === 0x184d2a5;

/**
 * Node's decoder stops silently after the first frame (24.21), and pzstd, appended files and seekable files have many:
 * so the frames are told apart here, by RFC 8878, and each is decoded alone.
 */
export const zstd: EnvelopeKind = {
  kind: 'zstd',
  title: 'zstd',
  encrypts: false,
  integrity: 'checksum',
  recognise: (head) => head.length >= 8 && (head.readUInt32LE(0) === magic || isSkippable(head.readUInt32LE(0))),
  open: (bytes) => guarded('zstd', () => frames(bytes)),
};

async function* frames(bytes: Bytes): AsyncGenerator<Buffer> {
  const reader = new ByteReader(bytes);
  try {
    while (!(await reader.atEnd())) {
      const start = await exactly(reader, 4);
      if (isSkippable(start.readUInt32LE(0))) {
        const size = (await exactly(reader, 4)).readUInt32LE(0);
        if ((await reader.skip(size)) < size) throw cut();
      } else if (start.readUInt32LE(0) === magic) yield* through(frame(reader, start), createZstdDecompress({ chunkSize: 256 * 1024 }));
      else throw cut();
    }
  } finally {
    await reader.close();
  }
}

/** The bytes of one frame: header, blocks up to the last one, and the checksum where the header announces one. */
async function* frame(reader: ByteReader, start: Buffer): AsyncGenerator<Buffer> {
  const descriptor = await exactly(reader, 1);
  const flags = descriptor[0] ?? 0;
  const single = (flags & 0x20) !== 0;
  const sizeOfContentSize = [single ? 1 : 0, 2, 4, 8][flags >>> 6] ?? 0;
  const sizeOfDictionaryId = [0, 1, 2, 4][flags & 3] ?? 0;
  yield Buffer.concat([start, descriptor, await exactly(reader, (single ? 0 : 1) + sizeOfDictionaryId + sizeOfContentSize)]);
  for (let last = false; !last;) {
    const header = await exactly(reader, 3);
    const word = header.readUIntLE(0, 3);
    last = (word & 1) === 1;
    const runLength = ((word >>> 1) & 3) === 1;
    yield Buffer.concat([header, await exactly(reader, runLength ? 1 : word >>> 3)]);
  }
  if ((flags & 4) !== 0) yield await exactly(reader, 4);
}

async function exactly(reader: ByteReader, sizeBytes: number): Promise<Buffer> {
  const taken = await reader.take(sizeBytes);
  if (taken.length < sizeBytes) throw cut();
  return taken;
}

const cut = (): DrillError => new DrillError('BACKUP_DAMAGED', 'the zstd layer is cut, or other bytes follow its end');
