import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demux } from '../../src/stack/demux.ts';

interface Frame {
  readonly stream: 1 | 2;
  readonly data: Buffer;
}
const frames = fc.array(
  fc.record({ stream: fc.constantFrom(1 as const, 2 as const), data: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) }),
  { maxLength: 30 },
);

function framed(list: readonly Frame[]): Buffer {
  return Buffer.concat(
    list.flatMap(({ stream, data }) => {
      const header = Buffer.alloc(8);
      header[0] = stream;
      header.writeUInt32BE(data.length, 4);
      return [header, data];
    }),
  );
}

async function* chunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function split(source: AsyncIterable<Buffer>): Promise<Record<number, string>> {
  const out: Record<number, Buffer[]> = { 1: [], 2: [] };
  for await (const { stream, data } of demux(source)) (out[stream] ??= []).push(data);
  return Object.fromEntries(Object.entries(out).map(([stream, parts]) => [stream, Buffer.concat(parts).toString('hex')]));
}

describe('the demultiplexer of attached streams', () => {
  it('gives back every stream whole, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(frames, fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 5 }), async (list, sizes) => {
        const whole = (stream: 1 | 2): string => Buffer.concat(list.filter((frame) => frame.stream === stream).map((frame) => frame.data)).toString('hex');
        expect(await split(chunks(framed(list), sizes))).toEqual({ 1: whole(1), 2: whole(2) });
      }),
    );
  });

  it('copes with a hundred thousand frames of 2 to 5 bytes in one chunk', async () => {
    const list = Array.from({ length: 100_000 }, (_, index) => ({ stream: 1 as const, data: Buffer.alloc(2 + (index % 4), index % 256) }));
    const out = await split(chunks(framed(list), [64 * 1024]));
    expect(out[1]?.length).toBe(list.reduce((sum, frame) => sum + frame.data.length, 0) * 2);
  });

  it('says so when the stream ends inside a frame', async () => {
    const bytes = framed([{ stream: 1, data: Buffer.from('whole') }]);
    await expect(split(chunks(bytes.subarray(0, -1), [3]))).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    await expect(split(chunks(bytes.subarray(0, 5), [3]))).rejects.toMatchObject({ code: 'ENGINE_LOST' });
  });
});
