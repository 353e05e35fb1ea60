import { describe, expect, it } from 'vitest';
import { markOwnRows } from '../../src/stack/site/own-rows.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

function restoredWith(table: string, key: string): ReturnType<typeof memoryMirror> {
  const memory = memoryMirror();
  memory.rows.set('information_schema.statistics', [{ t: table, k: key, n: 1, kind: 'bigint' }]);
  memory.rows.set('MAX(', [{ greatest: '7' }]);
  return memory;
}

describe("keeping the drill's own rows", () => {
  it('gives the dump tool each table after the end of its options', async () => {
    const { context, done } = restoredWith('wp_users', 'ID');
    const own = await markOwnRows(context.mirror.database, context.mirror.containers);
    await own.save();
    expect(done.at(-1)).toMatchObject({ on: 'toolbox', stdin: 'wp_users\t`ID` > 7\n' });
    expect(done.at(-1)?.argv?.join(' ')).toContain('-- wordpress "$table"');
  });

  it.each([
    ['wp_a\nwp_users', 'id'],
    ['wp_a\tb', 'id'],
    ['wp_a` -- x', 'id'],
    ['wp_users', 'id` > 0 OR 1 -- '],
  ])('refuses the table %j with the key %j, before anything is asked of it', async (table, key) => {
    const { context, done } = restoredWith(table, key);
    await expect(markOwnRows(context.mirror.database, context.mirror.containers)).rejects.toMatchObject({ code: 'RESTORE_REFUSED' });
    expect(done).toHaveLength(1);
  });
});
