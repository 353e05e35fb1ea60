import { randomUUID } from 'node:crypto';
import { findUnlogged, type ReadPath, type ServedRead, type Unlogged } from '../model/access-log.ts';
import { holdsPhi } from '../model/holds-phi.ts';
import { defineWatcher, type WatcherReport } from '../model/kind.ts';
import type { WatcherFinding } from '../model/journal-fact.ts';
import { orderStore } from '../model/order-store.ts';
import type { HttpReply } from '../model/ports/http.ts';
import type { DrillAccount } from '../model/ports/mirror.ts';
import type { RunContext, Timeline } from '../model/ports/run-context.ts';
import { keepPace } from './pace.ts';

interface Served extends ServedRead {
  readonly authorised: boolean;
  readonly startedMs: number;
  readonly endedMs: number;
}
interface Seen {
  samples: number;
  readonly served: Served[];
  readonly orders: Set<number>;
}

const controls = ['164.312(b)', '164.308(a)(4)(ii)(B)'];

const paceMs = 200;
/** Orders on one page of a list read. */
const pageSize = 10;

/**
 * Reads distinct orders continuously: one by one and a page at a time as an authorised reader, and one by one as a
 * reader without the right and as nobody. Every record that was served must have its row in the access log with user
 * and object. Any that went to the other two is a failure at every moment but one: what went to them between the fault
 * and the moment from which the recovery answers for it (`Timeline.containedMs`) is the incident's own exposure, told as
 * a finding with count and window for the four-factor assessment. Does not see reads by anybody else, so the exposure
 * is what this watcher could get at its own pace, not what an intruder took.
 */
export const phiReads = defineWatcher({
  kind: 'phi-reads',
  title: 'Reads PHI the whole time and looks every record up in the access log',
  controls,
  params: { type: 'object', additionalProperties: false, properties: { everyMs: { type: 'integer', minimum: 20, maximum: 5000 } } },
  example: { everyMs: paceMs },
  resolutionMs: ({ everyMs = paceMs }) => everyMs,
  async watch({ everyMs = paceMs }, context) {
    const seen: Seen = { samples: 0, served: [], orders: new Set() };
    const ids = await orderIds(context);
    const { pharmacist = null, support = null } = context.mirror.accounts;
    const one = (reader: DrillAccount | null, authorised: boolean, offset: number) => (n: number) => {
      const orderId = ids[(n * 17 + offset) % ids.length] ?? 0;
      return observe(context, seen, {
        reader,
        authorised,
        orderId,
        path: 'rest-single',
        read: (requestId) => context.shop.readOrder(reader, orderId, requestId),
      });
    };
    const page = (n: number) =>
      observe(context, seen, {
        reader: pharmacist,
        authorised: true,
        orderId: 0,
        path: 'rest-list',
        read: (requestId) =>
          context.shop.readOrderPage(pharmacist, { page: 1 + (n % Math.max(1, Math.floor(ids.length / pageSize))), size: pageSize }, requestId),
      });
    const loops = [
      keepPace({ everyMs, atOnce: 2, signal: context.signal }, one(pharmacist, true, 0)),
      keepPace({ everyMs: everyMs * 4, atOnce: 1, signal: context.signal }, page),
      keepPace({ everyMs: everyMs * 4, atOnce: 1, signal: context.signal }, one(support, false, 7)),
      keepPace({ everyMs: everyMs * 4, atOnce: 1, signal: context.signal }, one(null, false, 13)),
    ];
    return {
      report: () => settle(context, seen),
      stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))),
    };
  },
});

async function orderIds({ mirror: { database, site } }: RunContext): Promise<readonly number[]> {
  const rows = await database.query(`SELECT id FROM ${orderStore(site).orders} WHERE type = 'shop_order' AND status <> 'wc-checkout-draft' ORDER BY id`);
  return rows.map((row) => Number(row['id']));
}

interface Turn {
  readonly reader: DrillAccount | null;
  readonly authorised: boolean;
  /** The order asked for; 0 for a page of them. */
  readonly orderId: number;
  readonly path: ReadPath;
  readonly read: (requestId: string) => Promise<HttpReply>;
}

async function observe(context: RunContext, seen: Seen, { reader, authorised, orderId, path, read }: Turn): Promise<void> {
  const requestId = `watch-${randomUUID()}`;
  const [startedMs, from] = [context.clock.monotonicMs(), context.clock.now()];
  seen.samples += 1;
  try {
    const served = servedOrders(await read(requestId), orderId);
    const [endedMs, to] = [context.clock.monotonicMs(), context.clock.now()];
    for (const record of served) {
      seen.orders.add(record);
      seen.served.push({ requestId, orderId: record, userId: reader?.id ?? 0, path, from, to, authorised, startedMs, endedMs });
    }
  } catch {
    // Refused or timed out: nothing was served, and nothing served is what this watcher counts.
  }
}

/** Which orders an answer laid open: judged by its content, whatever its status and however damaged it is. */
function servedOrders({ text }: HttpReply, asked: number): readonly number[] {
  if (!holdsPhi(text)) return [];
  try {
    const body: unknown = JSON.parse(text);
    const ids = (Array.isArray(body) ? body : [body]).flatMap((order: unknown) => {
      const fields = new Map<string, unknown>(Object.entries(order ?? {}));
      const id = fields.get('id');
      return typeof id === 'number' && (fields.has('billing') || fields.has('rx')) ? [id] : [];
    });
    return ids.length > 0 ? ids : [asked];
  } catch {
    return [asked];
  }
}

/** Looks every answer up. @throws {DrillError} UNREACHABLE while the database is gone: then nothing is known. */
async function settle({ accessLog, plan, clock, timeline }: RunContext, seen: Seen): Promise<WatcherReport> {
  const served = [...seen.served];
  const { missing, waived } = await findUnlogged(accessLog, plan.site, served, clock.now());
  const lost = new Set(missing.map(keyOf));
  const unlogged = served.filter((one) => lost.has(keyOf(one)));
  const astray = served.filter((one) => !one.authorised);
  const exposed = astray.filter((one) => byIncident(timeline, one));
  const unauthorised = astray.length - exposed.length;
  const exposure = { reads: exposed.length, records: new Set(exposed.map((one) => one.orderId)).size, windowMs: windowOf(exposed) };
  const windowMs = windowOf(unlogged);
  return {
    samples: seen.samples,
    findings: [...findingsOf(unlogged.length, unauthorised, windowMs), ...exposureFindings(exposure), ...waivedFindings(waived)],
    summary: {
      reads: served.length,
      records: seen.orders.size,
      unlogged: unlogged.length,
      waived: waived.length,
      unauthorised,
      windowMs,
      exposed: exposure.reads,
      exposedRecords: exposure.records,
      exposureMs: exposure.windowMs,
    },
  };
}

/** Asked for after the fault began and before the recovery answers for what is served. */
function byIncident({ faultMs, containedMs }: Timeline, { startedMs }: Served): boolean {
  return faultMs !== null && startedMs >= faultMs && (containedMs === null || startedMs < containedMs);
}

/** From the first answer to the last, at least 1 ms; 0 without any. */
function windowOf(reads: readonly Served[]): number {
  const ends = reads.map((one) => one.endedMs);
  return ends.length === 0 ? 0 : Math.max(1, Math.round(Math.max(...ends) - Math.min(...ends)));
}

/** What a risk assessment under 45 CFR 164.402(2) needs first: how much, and for how long. */
function exposureFindings({
  reads,
  records,
  windowMs,
}: {
  readonly reads: number;
  readonly records: number;
  readonly windowMs: number;
}): readonly WatcherFinding[] {
  if (reads === 0) return [];
  const text = `The incident itself exposed PHI: between the fault and the closing of the shop ${reads} answers with ${records} different records went to somebody without the right, within ${windowMs} ms. For the four-factor risk assessment.`;
  return [{ severity: 'high', text, controls: ['164.402', '164.308(a)(6)(ii)'], ofIncident: true }];
}

/** What production lacks as well: worked on by its owner, not by whoever restores. */
function waivedFindings(waived: Unlogged['waived']): readonly WatcherFinding[] {
  const byPath = Map.groupBy(waived, ({ read }) => read.path);
  return [...byPath].flatMap(([path, reads]) => {
    const [one] = reads;
    if (one === undefined) return [];
    const { owner, expires, reason } = one.gap;
    return {
      severity: 'medium' as const,
      text: `${reads.length} records were served on the path ${path} without a row in the access log. The gap exists in production: waived by the ${owner} until ${expires} (${reason}).`,
      controls,
    };
  });
}

const keyOf = (read: ServedRead): string => `${read.requestId} ${read.orderId}`;

function findingsOf(unlogged: number, unauthorised: number, windowMs: number): readonly WatcherFinding[] {
  const findings: WatcherFinding[] = [];
  if (unlogged > 0)
    findings.push({ severity: 'high', text: `${unlogged} records were served without a row in the access log, within ${windowMs} ms.`, controls });
  if (unauthorised > 0) findings.push({ severity: 'high', text: `${unauthorised} records went to somebody without the right.`, controls });
  return findings;
}
