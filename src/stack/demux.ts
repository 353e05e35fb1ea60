import { DrillError } from '../model/errors.ts';

/** A piece of one frame: `stream` 1 is standard output, 2 standard error. */
export interface Piece {
  readonly stream: number;
  readonly data: Buffer;
}

const headerBytes = 8;

/**
 * Splits an attached stream (8-byte header: stream, three zeros, length as big-endian 32 bits) into pieces, in
 * order, without copying or buffering; a frame may come as several pieces. The consumer's pace is the source's.
 * @throws {DrillError} ENGINE_LOST when the stream ends inside a frame.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export async function* demux(source: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
  const header = Buffer.alloc(headerBytes);
  let have = 0;
  let left = 0;
  for await (const chunk of source) {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const taken = chunk.copy(header, have, at, at + headerBytes - have);
        have += taken;
        at += taken;
        if (have < headerBytes) break;
        have = 0;
        left = header.readUInt32BE(4);
        continue;
      }
      const end = Math.min(at + left, chunk.length);
      left -= end - at;
      yield { stream: header[0] ?? 0, data: chunk.subarray(at, end) };
      at = end;
    }
  }
  if (have > 0 || left > 0) throw new DrillError('ENGINE_LOST', 'the engine closed a stream in the middle of a frame');
}
