import xzDecompress from 'xz-decompress';
import { webStream, type Bytes } from '../bytes.ts';
import { guarded, type EnvelopeKind } from './envelope.ts';

const magic = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]);

/** CRC-32 and CRC-64 are compared; an xz made with `--check=sha256` is read, its block digests are not. */
export const xz: EnvelopeKind = {
  kind: 'xz',
  title: 'xz',
  encrypts: false,
  integrity: 'checksum',
  recognise: (head) => head.subarray(0, 6).equals(magic),
  open: (bytes) => guarded('xz', () => decoded(bytes)),
};

async function* decoded(bytes: Bytes): AsyncGenerator<Buffer> {
  const reader = (new xzDecompress.XzReadableStream(webStream(bytes)) as ReadableStream<Uint8Array>).getReader();
  let over = false;
  try {
    while (!over) {
      const { done, value } = await reader.read();
      over = done;
      // The decoder hands out views of its own memory, which the next read overwrites.
      if (value !== undefined) yield Buffer.from(value);
    }
  } finally {
    // A decoder that has come to its end before its last piece was asked for cannot be left without an error of its own.
    if (!over) await reader.cancel().catch(() => undefined);
  }
}
