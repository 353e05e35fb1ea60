import { randomUUID } from 'node:crypto';
import { defineWatcher, type WatcherReport } from '../model/kind.ts';
import type { WatcherFinding } from '../model/journal.ts';
import type { DrillAccount, HttpReply, RunContext } from '../model/ports.ts';
import { keepPace } from './pace.ts';

/** One record that an answer laid open. */
interface Served {
  readonly requestId: string;
  readonly orderId: number;
  readonly reader: DrillAccount | null;
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

/** Orders on one page of a list read. */
const pageSize = 10;

/**
 * Reads distinct orders continuously: one by one and a page at a time as an authorised reader, and one by one as a
 * reader without the right and as nobody. Every record that was served must have its row in the access log with user
 * and object; any that went to the other two is a failure at any moment. Does not see reads by anybody else.
 */
export const phiReads = defineWatcher({
  kind: 'phi-reads',
  title: 'Reads PHI the whole time and looks every record up in the access log',
  controls,
  params: { type: 'object', additionalProperties: false, properties: { everyMs: { type: 'integer', minimum: 20, maximum: 5000 } } },
  example: { everyMs: 200 },
  resolutionMs: 200,
  async watch({ everyMs = 200 }, context) {
    const seen: Seen = { samples: 0, served: [], orders: new Set() };
    const ids = await orderIds(context);
    const { pharmacist = null, support = null } = context.mirror.accounts;
    const one = (reader: DrillAccount | null, authorised: boolean, offset: number) => (n: number) => {
      const orderId = ids[(n * 17 + offset) % ids.length] ?? 0;
      return observe(context, seen, { reader, authorised, orderId, read: (requestId) => context.shop.readOrder(reader, orderId, requestId) });
    };
    const page = (n: number) =>
      observe(context, seen, {
        reader: pharmacist,
        authorised: true,
        orderId: 0,
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

async function orderIds({ mirror: { database } }: RunContext): Promise<readonly number[]> {
  const rows = await database.query(`SELECT id FROM \`${database.prefix}wc_orders\` WHERE type = 'shop_order' AND status <> 'wc-checkout-draft' ORDER BY id`);
  return rows.map((row) => Number(row['id']));
}

interface Turn {
  readonly reader: DrillAccount | null;
  readonly authorised: boolean;
  /** The order asked for; 0 for a page of them. */
  readonly orderId: number;
  readonly read: (requestId: string) => Promise<HttpReply>;
}

async function observe(context: RunContext, seen: Seen, { reader, authorised, orderId, read }: Turn): Promise<void> {
  const requestId = `watch-${randomUUID()}`;
  const startedMs = context.clock.monotonicMs();
  seen.samples += 1;
  try {
    const served = servedOrders(await read(requestId), orderId);
    const endedMs = context.clock.monotonicMs();
    for (const record of served) {
      seen.orders.add(record);
      seen.served.push({ requestId, orderId: record, reader, authorised, startedMs, endedMs });
    }
  } catch {
    // Refused or timed out: nothing was served, and nothing served is what this watcher counts.
  }
}

/** Which orders an answer laid open: judged by its content, whatever its status and however damaged it is. */
function servedOrders({ text }: HttpReply, asked: number): readonly number[] {
  if (!text.includes('"billing"') && !text.includes('"rx"')) return [];
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
async function settle({ mirror: { database } }: RunContext, seen: Seen): Promise<WatcherReport> {
  const served = [...seen.served];
  const logged = new Set<string>();
  for (let from = 0; from < served.length; from += 400) {
    const part = served.slice(from, from + 400);
    const rows = await database.query(
      `SELECT request_id AS r, user_id AS u, object AS o FROM \`${database.prefix}phi_access_log\` WHERE action = 'read' AND request_id IN (${part.map(() => '?').join(',')})`,
      part.map((one) => one.requestId),
    );
    for (const row of rows) logged.add(`${String(row['r'])} ${String(row['u'])} ${String(row['o'])}`);
  }
  const unlogged = served.filter((one) => !logged.has(`${one.requestId} ${one.reader?.id ?? 0} order:${one.orderId}`));
  const unauthorised = served.filter((one) => !one.authorised);
  const [first, last] = [unlogged.at(0), unlogged.at(-1)];
  const windowMs = first === undefined || last === undefined ? 0 : Math.max(1, Math.round(last.endedMs - first.startedMs));
  return {
    samples: seen.samples,
    findings: findingsOf(unlogged.length, unauthorised.length, windowMs),
    summary: { reads: served.length, records: seen.orders.size, unlogged: unlogged.length, unauthorised: unauthorised.length, windowMs },
  };
}

function findingsOf(unlogged: number, unauthorised: number, windowMs: number): readonly WatcherFinding[] {
  const findings: WatcherFinding[] = [];
  if (unlogged > 0)
    findings.push({ severity: 'high', text: `${unlogged} records were served without a row in the access log, within ${windowMs} ms.`, controls });
  if (unauthorised > 0) findings.push({ severity: 'high', text: `${unauthorised} records went to somebody without the right.`, controls });
  return findings;
}
