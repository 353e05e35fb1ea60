import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccessLog } from '../../src/access-logs/index.ts';
import { accessLogContinuous } from '../../src/assertions/access-log-continuous.ts';
import { noUnloggedPhi } from '../../src/assertions/no-unlogged-phi.ts';
import type { AccessLogKind, ReadPath, ServedRead } from '../../src/model/access-log.ts';
import type { AccessLogPlan, AccessLogTable, KnownGap } from '../../src/model/plan/access-log.ts';
import type { Containers } from '../../src/model/ports/containers.ts';
import type { RunContext } from '../../src/model/ports/run-context.ts';
import { phiReads } from '../../src/watchers/phi-reads.ts';
import { captured, proven, raiseShop, read as readAssertion, type RaisedShop } from '../drills/raise-shop.ts';
import { fillLog, logTables } from './log-tables.ts';

/** The demo shop's own log, as a site would describe it that only has a table and no request ids. */
const asTable: AccessLogTable = {
  table: 'phi_access_log',
  id: 'id',
  user: 'user_id',
  object: { column: 'object', prefix: 'order:' },
  time: { column: 'at', as: 'datetime-utc' },
  requestId: null,
  where: { action: ['read'] },
  covers: ['rest-single', 'rest-list', 'my-account'],
};
const gap: KnownGap = {
  gap: 'unlogged-reads',
  paths: ['rest-single', 'rest-list'],
  owner: 'privacy-officer',
  reason: 'Replaced in spring',
  expires: '2099-12-31',
};

describe('on a real mirror', { timeout: 60_000 }, () => {
  let shop: RaisedShop;
  beforeAll(async () => {
    shop = await raiseShop();
    for (const sql of logTables) await shop.context.mirror.database.execute(sql);
    await shop.context.shop.placeOrder('backup');
  }, 300_000);
  afterAll(() => shop[Symbol.asyncDispose]());

  /** The same mirror, its log read as the site would describe it. */
  const readAs = (kind: AccessLogKind, table: AccessLogTable | null = null, knownGaps: readonly KnownGap[] = []): RunContext => {
    const { plan, mirror, signal } = shop.context;
    const log: AccessLogPlan = { kind, writtenBy: 'phi-access-log', offBox: false, table };
    const accessLog = openAccessLog({ plan: log, database: mirror.database, containers: mirror.containers, signal });
    return { ...shop.context, accessLog, plan: { ...plan, site: { ...plan.site, accessLog: log, knownGaps } } };
  };

  describe.each([['phi-access-log'], ['sql']] as const)('a log that covers REST: %s', (kind) => {
    const context = (): RunContext => readAs(kind, kind === 'sql' ? asTable : null);

    it('no-unlogged-phi is true, red while the plugin is off, and true again', async () => {
      const readings = await proven(noUnloggedPhi, context(), null);
      expect(readings.map((one) => one.reading)).toEqual(['holds', 'broken', 'holds']);
      expect(readings[1].counts).toMatchObject({ unlogged: 5, waived: 0 });
    });
    it('access-log-continuous is true, red for one row less, and true again', async () => {
      const log = context();
      const readings = await proven(accessLogContinuous, log, await captured(accessLogContinuous, log));
      expect(readings.map((one) => one.reading)).toEqual(['holds', 'broken', 'holds']);
    });
    it('the watcher finds every record that it was served', async () => {
      const watching = await phiReads.watch({ everyMs: 100 }, context());
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await watching.stop();
      const { summary, findings } = await watching.report();
      expect(summary).toMatchObject({ unlogged: 0, unauthorised: 0 });
      expect(Number(summary['reads'])).toBeGreaterThan(20);
      expect(findings).toEqual([]);
    });
  });

  describe('a log that does not cover REST', () => {
    const covering = (covers: readonly ReadPath[], gaps: readonly KnownGap[]): RunContext =>
      readAs('sql', { ...asTable, where: { action: ['read'], channel: ['my-account'] }, covers }, gaps);

    it('breaks no-unlogged-phi where nobody waived the gap', async () =>
      expect(await readAssertion(noUnloggedPhi, covering(['my-account'], []), null)).toMatchObject({ reading: 'broken', counts: { unlogged: 5, waived: 0 } }));
    it('counts waived reads apart, judges the path that it does cover, and can fail on it', async () => {
      const readings = await proven(noUnloggedPhi, covering(['my-account'], [gap]), null);
      expect(readings.map(({ reading, counts }) => [reading, counts['unlogged'], counts['waived']])).toEqual([
        ['holds', 0, 5],
        ['broken', 1, 5],
        ['holds', 0, 5],
      ]);
    });
    it('reports what production lacks as well, with owner and end', async () => {
      const watching = await phiReads.watch({ everyMs: 100 }, covering(['my-account'], [gap]));
      await new Promise((resolve) => setTimeout(resolve, 800));
      await watching.stop();
      const { findings, summary } = await watching.report();
      expect(summary).toMatchObject({ unlogged: 0 });
      expect(findings).toContainEqual(
        expect.objectContaining({ severity: 'medium', text: expect.stringContaining('exists in production: waived by the privacy-officer until 2099-12-31') }),
      );
    });
    it('shows by the refusal of the others that it can fail where every path is waived', async () => {
      const readings = await proven(noUnloggedPhi, covering(['export'], [gap]), null);
      expect(readings.map((one) => one.reading)).toEqual(['holds', 'broken', 'holds']);
      expect(readings[1].counts['unauthorised']).toBeGreaterThan(0);
    });
  });

  it('a copy that the shop writes on while it is looked at still shows every row that was cut out of the table', async () => {
    const { mirror, shop: front, plan, signal } = shop.context;
    const { pharmacist = null } = mirror.accounts;
    let toServe = 0;
    const serving: Containers = {
      ...mirror.containers,
      async exec(...call) {
        const done = await mirror.containers.exec(...call);
        for (; toServe > 0; toServe -= 1) await front.readOrder(pharmacist, mirror.patientOrderId, `meanwhile-${toServe}`);
        return done;
      },
    };
    const accessLog = openAccessLog({ plan: { ...plan.site.accessLog, offBox: true }, database: mirror.database, containers: serving, signal });
    for (let n = 0; n < 8; n += 1) await front.readOrder(pharmacist, mirror.patientOrderId, `before-the-cut-${n}`);
    const lackedBefore = (await accessLog.offBox?.compare())?.missing ?? 0;
    const { cut } = await accessLog.cut('truncate');
    await front.readOrder(pharmacist, mirror.patientOrderId, 'after-the-cut');
    toServe = cut;
    expect(await accessLog.offBox?.compare()).toMatchObject({ missing: lackedBefore + cut });
  });

  describe.each([['wp-activity-log'], ['simple-history'], ['stream']] as const)('the tables of %s', (kind) => {
    it('say how whole they are, and notice one row less', async () => {
      const { accessLog, mirror } = readAs(kind);
      await fillLog(mirror.database, kind, 7, 42);
      const head = await accessLog.head();
      expect(head).toMatchObject({ rows: 5, gaps: 0 });
      expect(await accessLog.continuity(head)).toMatchObject({ rows: 5, gaps: 0, kept: true });
      await accessLog.forgetOne();
      expect(await accessLog.continuity(head)).toMatchObject({ rows: 4, gaps: 1, kept: false });
    });
    it('answer for exactly the reads that the plugin records', async () => {
      const { accessLog } = readAs(kind);
      const read = (change: Partial<ServedRead>): ServedRead => ({
        requestId: 'r',
        userId: 7,
        orderId: 42,
        path: 'admin-edit',
        from: '2026-11-23T10:00:00.000Z',
        to: '2026-11-23T10:00:01.000Z',
        ...change,
      });
      const found = await accessLog.find([
        read({}),
        read({ userId: 8 }),
        read({ orderId: 43 }),
        read({ from: '2026-11-23T11:00:00.000Z', to: '2026-11-23T11:00:01.000Z' }),
      ]);
      expect(found).toEqual([kind === 'wp-activity-log', false, false, false]);
      expect(accessLog.covers).toEqual(kind === 'wp-activity-log' ? ['admin-edit'] : []);
    });
  });
});
