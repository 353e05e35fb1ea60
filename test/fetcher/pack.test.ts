import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { digestSet, joinSets, packSet } from '../../src/fetcher/pack.ts';
import type { BackupSource } from '../../src/model/backup-source.ts';

const { signal } = new AbortController();

function memorySource(files: Readonly<Record<string, string>>, listed: Readonly<Record<string, number>> = {}): BackupSource {
  return {
    title: 'memory',
    list: async () => Object.entries(files).map(([path, text]) => ({ path, bytes: listed[path] ?? text.length })),
    read: (path) => Readable.from([Buffer.from(files[path] ?? '')]),
  };
}

async function unpacked(archive: Readable): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const reader = archive.pipe(extract());
  archive.on('error', (error) => reader.destroy(error));
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    found[entry.header.name] = Buffer.concat(chunks).toString('utf8');
  }
  return found;
}

describe('a set on its way into the mirror', () => {
  const files = { 'a.sql': 'one', 'b/c.tar': 'two' };

  it('arrives byte for byte under its own folder, with the digest that reading it alone gives', async () => {
    const source = memorySource(files);
    const { archive, read } = packSet(source, await source.list(signal), { into: 'given', signal });
    expect(await unpacked(archive)).toEqual({ 'given/a.sql': 'one', 'given/b/c.tar': 'two' });
    expect(await read).toEqual(await digestSet(source, await source.list(signal), signal));
  });

  it('has another digest when a byte, a name or a set differs', async () => {
    const of = async (changed: Readonly<Record<string, string>>) => await digestSet(memorySource(changed), await memorySource(changed).list(signal), signal);
    const same = await of(files);
    const others = [await of({ ...files, 'a.sql': 'onf' }), await of({ 'x.sql': 'one', 'b/c.tar': 'two' }), joinSets([{ name: 's', digest: same }])];
    expect(new Set([same, ...others].map(({ digest }) => digest)).size).toBe(4);
  });

  it.each([2, 4])('breaks off when a file is not as long as it was listed (%i bytes of 3)', async (bytes) => {
    const source = memorySource(files, { 'a.sql': bytes });
    const { archive, read } = packSet(source, await source.list(signal), { into: 'given', signal });
    await expect(unpacked(archive)).rejects.toMatchObject({ code: 'BACKUP_UNREADABLE' });
    await expect(read).rejects.toMatchObject({ code: 'BACKUP_UNREADABLE' });
  });
});
