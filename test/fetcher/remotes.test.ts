import { describe, expect, it } from 'vitest';
import { rcloneSource } from '../../src/fetcher/rclone.ts';
import { resticSource } from '../../src/fetcher/restic.ts';
import { toolOver, type Tool } from '../../src/fetcher/tool.ts';

const { signal } = new AbortController();

/** A program that answers by its argument list; `code` is how it ends. */
function memoryTool(answer: (argv: readonly string[]) => string, code = 0): { readonly tool: Tool; readonly asked: (readonly string[])[] } {
  const asked: (readonly string[])[] = [];
  const tool = toolOver((argv) => {
    asked.push(argv);
    const stdout = (async function* () {
      yield Buffer.from(answer(argv));
    })();
    return { stdout, code: Promise.resolve(code), stop: () => undefined };
  });
  return { tool, asked };
}

const text = async (stream: AsyncIterable<unknown>): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

describe('an rclone remote', () => {
  const where = { kind: 'rclone', title: 'rclone:shop:sets', remote: 'shop:sets' } as const;

  it('lists files with their sizes and reads a part of one', async () => {
    const { tool, asked } = memoryTool((argv) => (argv[1] === 'lsjson' ? '[{"Path":"b.sql","Size":5},{"Path":"a.sql","Size":3}]' : 'content'));
    const source = rcloneSource(where, tool);
    expect(await source.list(signal)).toEqual([
      { path: 'a.sql', bytes: 3 },
      { path: 'b.sql', bytes: 5 },
    ]);
    expect(await text(source.read('b.sql', { start: 2, end: 4 }))).toBe('content');
    expect(asked.at(-1)).toEqual(['rclone', 'cat', '--offset', '2', '--count', '2', 'shop:sets/b.sql']);
  });

  it('fails as an unreadable backup when rclone fails, without what rclone said', async () => {
    const { tool } = memoryTool(() => 'secret address', 3);
    await expect(rcloneSource(where, tool).list(signal)).rejects.toMatchObject({ code: 'BACKUP_UNREADABLE', message: expect.not.stringContaining('secret') });
  });
});

describe('a restic snapshot', () => {
  const where = { kind: 'restic', title: 'restic:/repo#latest', repository: '/repo', snapshot: 'latest' } as const;
  const listing = [
    '{"struct_type":"snapshot","id":"abc123"}',
    '{"struct_type":"node","type":"dir","path":"/srv/sets"}',
    '{"struct_type":"node","type":"file","path":"/srv/sets/db/shop.sql","size":7}',
    '{"struct_type":"node","type":"file","path":"/srv/sets/files.tar","size":2}',
  ].join('\n');

  it('lists files below what they have in common, and reads ranges of the snapshot that it listed', async () => {
    const { tool, asked } = memoryTool((argv) => (argv.includes('ls') ? listing : '0123456'));
    const source = resticSource(where, tool);
    expect(await source.list(signal)).toEqual([
      { path: 'db/shop.sql', bytes: 7 },
      { path: 'files.tar', bytes: 2 },
    ]);
    expect(await text(source.read('db/shop.sql', { start: 2, end: 5 }))).toBe('234');
    expect(asked.at(-1)).toEqual(['restic', '--no-lock', 'dump', 'abc123', '/srv/sets/db/shop.sql']);
  });
});
