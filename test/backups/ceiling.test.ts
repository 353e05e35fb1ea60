import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { capped, ceilingOf, limited, readSize } from '../../src/backups/ceiling.ts';
import { inspectSet } from '../../src/backups/inspect.ts';
import { noKeys } from '../../src/backups/peel.ts';
import { memorySource, type Files } from './memory-source.ts';
import { mariadbDump, sampleExpectations, sampleTables, tarOf } from './sample-shop.ts';

const signal = new AbortController().signal;
const look = (files: Files, limit?: string) => inspectSet(limited(memorySource(files), limit), noKeys, sampleExpectations, signal);
const dump = gzipSync(mariadbDump(sampleTables()));

/** A zip of one stored entry whose directory says that it unpacks to 4 GiB less one byte. */
function lyingZip(): Buffer {
  const name = Buffer.from('wp-content/uploads/a');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(0xfffffffe, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length, 16);
  return Buffer.concat([local, name, central, name, end]);
}

describe('what a set may unpack to', () => {
  it('is 2 GiB, or 50 times a larger set, or what the user says', () => {
    const sizes = (bytes: number) => [{ bytes }];
    expect([ceilingOf(sizes(1000)), ceilingOf(sizes(1024 ** 3)), ceilingOf(sizes(1000), 5000)]).toEqual([2 * 1024 ** 3, 50 * 1024 ** 3, 5000]);
  });

  it.each([
    ['1000000', 1_000_000],
    ['500G', 500 * 1024 ** 3],
    ['1.5t', 1.5 * 1024 ** 4],
  ])('reads %s', (text, bytes) => expect(readSize(text, '--unpacked-limit')).toBe(bytes));

  it.each(['', '0', '-1', '5 GB', '1e9', '99999999T'])('refuses %o as a size', (text) => {
    expect(() => readSize(text, '--unpacked-limit')).toThrow(expect.objectContaining({ code: 'INVALID_FLAG' }));
  });

  it.each<[string, () => Promise<Files>]>([
    ['a packed dump', async () => ({ 'shop.sql.gz': dump })],
    ['a packed archive', async () => ({ 'files.tar.gz': gzipSync(await tarOf({ 'wp-content/uploads/a.txt': ' '.repeat(20_000) })) })],
    ['layer within layer', async () => ({ 'shop.sql.gz.gz': gzipSync(dump) })],
  ])('is kept to by %s, whose reading stops with an error that names the flag', async (_what, files) => {
    await expect(look(await files(), '2K')).rejects.toMatchObject({ code: 'BACKUP_TOO_LARGE', hint: expect.stringContaining('--unpacked-limit') });
    expect((await look(await files(), '1M')).bytes).toBeGreaterThan(0);
  });

  it('is compared with what a zip’s directory says, without unpacking an entry', async () => {
    await expect(look({ 'shop.sql.gz': dump, 'files.zip': lyingZip() })).rejects.toMatchObject({
      code: 'BACKUP_TOO_LARGE',
      message: expect.stringContaining('files.zip'),
    });
    expect((await look({ 'shop.sql.gz': dump, 'files.zip': lyingZip() }, '8G')).format).toBe('mariadb-dump');
  });
});

describe('a stream under a ceiling', () => {
  it('closes what feeds it, also when nobody began to read it', async () => {
    let closed = 0;
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false as const, value: Buffer.alloc(8) }),
        return: async () => ({ done: true as const, value: (closed += 1) }),
      }),
    };
    await capped(source, 10, 'a').return?.();
    expect(closed).toBe(1);
    const read = capped(source, 10, 'a');
    await read.next();
    await expect(read.next()).rejects.toMatchObject({ code: 'BACKUP_TOO_LARGE' });
    expect(closed).toBe(2);
  });
});
