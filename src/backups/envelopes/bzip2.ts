import unbzip2 from 'unbzip2-stream';
import { PassThrough, Readable } from 'node:stream';
import type { Bytes } from '../bytes.ts';
import { guarded, type EnvelopeKind } from './envelope.ts';

/** Plain JavaScript, so slow beside the others; CRC-32 of blocks and stream are compared. */
export const bzip2: EnvelopeKind = {
  kind: 'bzip2',
  title: 'bzip2',
  encrypts: false,
  integrity: 'checksum',
  recognise: (head) => /^BZh[1-9]$/u.test(head.toString('latin1', 0, 4)) && head.toString('hex', 4, 10) === '314159265359',
  open: (bytes) => guarded('bzip2', () => decoded(bytes)),
};

/** The library is a stream of the old kind: errors are handed on by hand. */
async function* decoded(bytes: Bytes): AsyncGenerator<Buffer> {
  const input = Readable.from(bytes, { objectMode: false });
  const decoder = unbzip2();
  const output = new PassThrough();
  input.on('error', (error) => output.destroy(error));
  decoder.on('error', (error: Error) => output.destroy(error));
  input.pipe(decoder);
  decoder.pipe(output);
  try {
    for await (const chunk of output) yield chunk as Buffer;
  } finally {
    input.destroy();
  }
}
