import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { WatcherReport } from '../../src/model/kind.ts';
import type { Containers } from '../../src/model/ports/containers.ts';
import type { Database, Row, SqlValue } from '../../src/model/ports/database.ts';
import type { HttpReply } from '../../src/model/ports/http.ts';
import type { DrillAccount } from '../../src/model/ports/mirror.ts';
import type { RunContext, Timeline } from '../../src/model/ports/run-context.ts';
import { openAccessLog } from '../../src/access-logs/index.ts';
import { phiReads } from '../../src/watchers/phi-reads.ts';
import { samplePlan } from '../model/sample-plan.ts';

interface Shop {
  /** Whether a served read gets its row. */
  logs(orderId: number): boolean;
  serves(account: DrillAccount | null): boolean;
}
const account = (id: number, role: string): DrillAccount => ({ id, login: role, role, password: '', applicationPassword: '' });
const accounts = { pharmacist: account(11, 'pharmacist'), support: account(12, 'support') };
const order = (id: number): object => ({ id, billing: {}, rx: {} });

/** Watches a shop in memory for a moment. */
async function watched({ logs, serves }: Shop, change: Partial<Pick<Row, string>> = {}, moments: Partial<Timeline> = {}): Promise<WatcherReport> {
  const log: Row[] = [];
  const reply = (reader: DrillAccount | null, ids: readonly number[], requestId: string, body: unknown): HttpReply => {
    if (!serves(reader)) return { status: 403, headers: {}, text: '{"code":"forbidden"}', ms: 1 };
    for (const id of ids) if (logs(id)) log.push({ r: requestId, u: reader?.id ?? 0, o: id, at: 0, ...change });
    return { status: 200, headers: {}, text: JSON.stringify(body), ms: 1 };
  };
  let ms = 0;
  const { signal } = new AbortController();
  const database = {
    prefix: 'wp_',
    query: async (sql: string, values: readonly SqlValue[] = []) =>
      sql.includes('phi_access_log') ? log.filter((row) => values.includes(row['r'] ?? '')) : [1, 2, 3, 4].map((id) => ({ id })),
  };
  const plan = samplePlan();
  const context = {
    clock: { monotonicMs: () => (ms += 1), now: () => '2026-11-23T10:00:00.000Z' },
    signal,
    timeline: { faultMs: null, containedMs: null, steps: new Map(), ...moments },
    plan,
    accessLog: openAccessLog({ plan: plan.site.accessLog, database: database as unknown as Database, containers: {} as Containers, signal }),
    mirror: { site: { orderStorage: 'hpos', tablePrefix: 'wp_' }, accounts, database },
    shop: {
      readOrder: async (reader: DrillAccount | null, id: number, requestId: string) => reply(reader, [id], requestId, order(id)),
      readOrderPage: async (reader: DrillAccount | null, _page: unknown, requestId: string) => reply(reader, [1, 2], requestId, [order(1), order(2)]),
    },
  };
  const watching = await phiReads.watch({ everyMs: 20 }, context as unknown as RunContext);
  await sleep(90);
  await watching.stop();
  return await watching.report();
}
const onlyPharmacist = (reader: DrillAccount | null): boolean => reader?.role === 'pharmacist';

describe('the reads of PHI', () => {
  it('find nothing where each record is logged with reader and object', async () => {
    const { findings, summary } = await watched({ logs: () => true, serves: onlyPharmacist });
    expect(findings).toEqual([]);
    expect(summary).toMatchObject({ unlogged: 0, unauthorised: 0, windowMs: 0 });
    expect(summary['reads']).toBeGreaterThan(3);
    expect(summary['records']).toBeGreaterThan(1);
  });
  it('count every record of a page that has no row of its own, with the window', async () => {
    const { findings, summary } = await watched({ logs: (id) => id !== 2, serves: onlyPharmacist });
    expect(summary['unlogged']).toBeGreaterThan(0);
    expect(Number(summary['unlogged'])).toBeLessThan(Number(summary['reads']));
    expect(summary['windowMs']).toBeGreaterThan(0);
    expect(findings).toMatchObject([{ severity: 'high', text: expect.stringContaining('without a row') }]);
  });
  it('take no row of another user or another object for theirs', async () => {
    for (const wrong of [{ u: 99 }, { o: 99 }]) {
      const { summary } = await watched({ logs: () => true, serves: onlyPharmacist }, wrong);
      expect(summary['unlogged']).toBe(summary['reads']);
    }
  });
  it('report records that went to somebody without the right, logged or not', async () => {
    const { findings, summary } = await watched({ logs: () => true, serves: () => true });
    expect(summary['unauthorised']).toBeGreaterThan(0);
    expect(summary['unlogged']).toBe(0);
    expect(findings).toMatchObject([{ text: expect.stringContaining('without the right') }]);
  });
  it('tell what the incident exposed from what the restore exposes, by when it was asked for', async () => {
    const everybody = { logs: () => true, serves: () => true };
    const before = await watched(everybody, {}, { faultMs: 0 });
    expect(before.summary).toMatchObject({ unauthorised: 0 });
    expect(before.summary['exposed']).toBeGreaterThan(0);
    expect(before.summary['exposureMs']).toBeGreaterThan(0);
    expect(before.findings).toMatchObject([{ severity: 'high', ofIncident: true, text: expect.stringContaining('four-factor') }]);
    const after = await watched(everybody, {}, { faultMs: 0, containedMs: 0 });
    expect(after.summary).toMatchObject({ exposed: 0, exposedRecords: 0, exposureMs: 0 });
    expect(after.summary['unauthorised']).toBe(before.summary['exposed']);
  });
  it('count no refusal as a served record', async () => {
    const { samples, summary } = await watched({ logs: () => true, serves: () => false });
    expect(samples).toBeGreaterThan(0);
    expect(summary).toMatchObject({ reads: 0, unlogged: 0, unauthorised: 0 });
  });
});
