import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inspectSeries } from '../../src/backups/series.ts';
import { memorySource, type Files } from './memory-source.ts';
import { ageSealer, mariadbDump, sampleExpectations, sampleSite, sampleTables, type Sealer } from './sample-shop.ts';

const signal = new AbortController().signal;

/** The sets are of the database alone. */
const site = { ...sampleSite, plugins: [] };
const expectations = { ...sampleExpectations, site };

/** Sets whose newest record is an order at each of these times; the log is older. */
async function sets(sealer: Sealer, times: readonly string[], name: (time: string, index: number) => string): Promise<Files> {
  const made = times.map(async (time, index) => {
    const tables = sampleTables();
    const orders = { columns: tables['wc_orders']?.columns ?? [], rows: [[1, 'wc-processing', 'shop_order', `2026-11-23 ${time}`, '']] };
    return [name(time, index), await sealer.seal(zstdCompressSync(mariadbDump({ ...tables, wc_orders: orders })))] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}
const names = {
  folders: (_time: string, index: number): string => `set-${index}/db.zst.age`,
  dated: (time: string): string => `shop-20261123-${time.replaceAll(':', '')}.sql.zst.age`,
};

describe('a series', () => {
  it.each(Object.entries(names))('holds when no interval is longer than promised, told from %s', async (_kind, name) => {
    const sealer = await ageSealer();
    const files = await sets(sealer, ['09:20:00', '10:00:00', '10:40:00'], name);
    const found = await inspectSeries(memorySource(files), sealer.keys, { ...expectations, asOf: '2026-11-23T10:45:00Z' }, signal);
    expect(found).toMatchObject({ verdict: 'pass', rules: [{ id: 'series-intervals', reading: 'holds' }] });
    expect(found.sets.map(({ newestRecordAt }) => newestRecordAt?.slice(11, 16))).toEqual(['09:20', '10:00', '10:40']);
  });
  it('names an interval that is too long, and the sets around it', async () => {
    const sealer = await ageSealer();
    const files = await sets(sealer, ['09:20:00', '11:00:00'], names.folders);
    const found = await inspectSeries(memorySource(files), sealer.keys, { ...expectations, asOf: '2026-11-23T11:01:00Z' }, signal);
    expect(found).toMatchObject({ verdict: 'fail', rules: [{ reading: 'broken', text: 'too long: 1 h 40 min from set-0 to set-1' }] });
  });
  it('is inconclusive without a schedule, and fails when its youngest set is old', async () => {
    const sealer = await ageSealer();
    const files = memorySource(await sets(sealer, ['09:20:00', '10:00:00'], names.folders));
    expect((await inspectSeries(files, sealer.keys, { ...expectations, site: null }, signal)).verdict).toBe('inconclusive');
    const old = await inspectSeries(files, sealer.keys, { ...expectations, asOf: '2026-11-24T10:00:00Z' }, signal);
    expect(old.sets.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
  });
  it('is refused where there is one set', async () => {
    const sealer = await ageSealer();
    await expect(inspectSeries(memorySource(await sets(sealer, ['09:20:00'], names.folders)), sealer.keys, expectations, signal)).rejects.toMatchObject({
      code: 'BACKUP_UNKNOWN',
    });
  });
});
