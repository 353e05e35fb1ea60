import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadPath, ServedRead } from '../model/access-log.ts';
import { holdsPhi } from '../model/holds-phi.ts';
import { orderStore } from '../model/order-store.ts';
import type { HttpReply } from '../model/ports/http.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/** One authorised read of one order. */
export interface OwnRead extends ServedRead {
  readonly status: number;
  readonly servedPhi: boolean;
}

/** Statuses with which the shop refuses a reader: not logged in, or without the right. */
const refusals = [401, 403];

/**
 * Tries one order as the support role and as nobody. `refused` counts the answers that refuse, `served` those that hold
 * PHI whatever their status; an answer that is neither (an error page) is in none of them.
 */
export async function readWithoutRight(context: RunContext): Promise<{ readonly refused: number; readonly served: number; readonly down: number }> {
  const readers = [context.mirror.accounts['support'] ?? null, null];
  let [refused, served, down] = [0, 0, 0];
  for (const reader of readers) {
    const { status, text } = await context.shop.readOrder(reader, context.mirror.patientOrderId, `drill-${randomUUID()}`);
    if (holdsPhi(text)) served += 1;
    else if (refusals.includes(status)) refused += 1;
    else if (status >= 500) down += 1;
  }
  return { refused, served, down };
}

/**
 * The read paths that the assertions' own reads take: REST, and where the log is not known to record that one, another
 * way that it does record. A log that records none of them is shown by REST alone.
 */
export function ownPaths({ accessLog: { covers } }: Pick<RunContext, 'accessLog'>): readonly ReadPath[] {
  const other = covers.includes('rest-single') ? undefined : (['my-account', 'admin-edit'] as const).find((path) => covers.includes(path));
  return other === undefined ? ['rest-single'] : ['rest-single', other];
}

/**
 * Reads up to `count` distinct orders as the pharmacist over REST, one after the other, and one on the log's other path;
 * first waits until no earlier read can be taken for one of these.
 */
export async function readOrders(context: RunContext, count: number): Promise<readonly OwnRead[]> {
  await sleep(context.accessLog.resolutionMs, undefined, { signal: context.signal });
  const reads = await readOverRest(context, count);
  const other = ownPaths(context).find((path) => path !== 'rest-single');
  if (other === 'my-account') return [...reads, ...(await readOnMyAccount(context))];
  return other === 'admin-edit' ? [...reads, ...(await readInAdmin(context))] : reads;
}

async function readOverRest(context: RunContext, count: number): Promise<readonly OwnRead[]> {
  const { database, accounts, site } = context.mirror;
  const reader = accounts['pharmacist'];
  if (reader === undefined) return [];
  const orders = await database.query(
    `SELECT id FROM ${orderStore(site).orders} WHERE type = 'shop_order' AND status <> 'wc-checkout-draft' ORDER BY id DESC LIMIT ${count}`,
  );
  const reads: OwnRead[] = [];
  for (const order of orders) {
    const what = { path: 'rest-single', userId: reader.id, orderId: Number(order['id']) } as const;
    reads.push(
      await timed(
        context,
        what,
        (requestId) => context.shop.readOrder(reader, what.orderId, requestId),
        ({ status, text }) => status === 200 && holdsPhi(text),
      ),
    );
  }
  return reads;
}

/** The patient's own order on the My account page. */
async function readOnMyAccount(context: RunContext): Promise<readonly OwnRead[]> {
  const reader = context.mirror.accounts['customer'];
  const session = reader === undefined ? null : await context.shop.login(reader);
  if (reader === undefined || session === null) return [];
  await using patient = session;
  const what = { path: 'my-account', userId: reader.id, orderId: context.mirror.patientOrderId } as const;
  return [
    await timed(
      context,
      what,
      (requestId) => context.shop.readOwnOrder(patient, what.orderId, requestId),
      ({ text }) => text.includes('class="rx-intake"'),
    ),
  ];
}

/**
 * One of Muster's own orders in wp-admin's editor, as an administrator; found in the page by the token that was typed.
 * Asked for once more when wp-admin leads elsewhere: plugins send the first visit after their activation to their wizard.
 */
async function readInAdmin(context: RunContext): Promise<readonly OwnRead[]> {
  const reader = context.mirror.accounts['administrator'];
  const order = context.ledger.orders.find((one) => one.by === 'backup');
  const session = reader === undefined || order === undefined ? null : await context.shop.login(reader);
  if (reader === undefined || order === undefined || session === null) return [];
  await using editor = session;
  const page = context.plan.site.orderStorage === 'posts' ? `post.php?post=${order.id}&action=edit` : `admin.php?page=wc-orders&action=edit&id=${order.id}`;
  const visit = (requestId: string): Promise<HttpReply> =>
    editor.request({ path: `/wp-admin/${page}`, headers: { 'x-request-id': requestId }, timeoutMs: 20_000 });
  const read = async (requestId: string): Promise<HttpReply> => {
    const first = await visit(requestId);
    return first.status === 302 ? await visit(requestId) : first;
  };
  const token = order.values['unit'] ?? '';
  return [await timed(context, { path: 'admin-edit', userId: reader.id, orderId: order.id }, read, ({ text }) => token !== '' && text.includes(token))];
}

async function timed(
  { clock }: RunContext,
  what: Pick<ServedRead, 'path' | 'userId' | 'orderId'>,
  read: (requestId: string) => Promise<HttpReply>,
  servedPhi: (reply: HttpReply) => boolean,
): Promise<OwnRead> {
  const requestId = `drill-${randomUUID()}`;
  const from = clock.now();
  const reply = await read(requestId);
  return { ...what, requestId, from, to: clock.now(), status: reply.status, servedPhi: servedPhi(reply) };
}
