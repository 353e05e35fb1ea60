import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markOf, tryAccess } from '../../src/assertions/access-matrix.ts';
import type { Reader } from '../../src/model/access-probes.ts';
import type { HttpSession } from '../../src/model/ports/http.ts';
import { buyByForm, changeStatus, exportPerson, logged, trash, type Desk } from './front-desk.ts';
import { raise, type Raised } from './raise.ts';
import { shops } from './shops.ts';

/** One shop with order tables, one with posts, so that both kinds of staff pages are tried, on both releases. */
const tried = shops.filter(({ core, storage }) => (core === 'debian' && storage === 'hpos') || (core !== 'debian' && storage === 'posts'));

describe.each(tried)('on WooCommerce $name', ({ available, change, flags, storage }) => {
  let up: Raised | null = null;
  const sessions = new Map<Reader, HttpSession>();
  const legacy = storage === 'posts';
  beforeAll(async () => {
    if (available) up = await raise(change, flags, new AbortController().signal);
  }, 600_000);
  afterAll(async () => {
    for (const session of sessions.values()) await session[Symbol.asyncDispose]();
    await up?.[Symbol.asyncDispose]();
  }, 60_000);
  const why = 'its WooCommerce or WordPress is not in the artifact cache: muster artifacts add woocommerce|wordpress PATH';

  it('each role sees what the table of access probes says, judged by content', { timeout: 300_000 }, async (context) => {
    if (up === null) return context.skip(why);
    const { granted, denied, down } = await tryAccess(up, await markOf(up.mirror));
    expect({ granted, denied, down }).toEqual({ granted: [], denied: [], down: [] });
  });

  it('the access log has what staff change in wp-admin, what they export, and what the classic form takes', { timeout: 300_000 }, async (context) => {
    if (up === null) return context.skip(why);
    const desk = await deskOf(up, sessions, legacy);
    const { administrator, customer } = up.mirror.accounts;
    const placed = await up.shop.placeOrder('checkout-works');
    const id = placed.order?.id ?? 0;
    expect(await changeStatus(desk, id)).toBe('wc-completed');
    expect(await logged(desk, `order:${id}`)).toContain(`write by ${administrator?.id} over admin`);
    const thrown = (await up.shop.placeOrder('checkout-works')).order?.id ?? 0;
    await trash(desk, thrown);
    expect(await logged(desk, `order:${thrown}`)).toEqual(
      expect.arrayContaining([`read by ${administrator?.id} over admin`, `write by ${administrator?.id} over admin`]),
    );
    expect(await exportPerson(desk, 'customer@clinic.example')).toBe(true);
    expect(await logged(desk, `user:${customer?.id}`)).toContain(`export by ${administrator?.id} over export`);
    expect(await buyByForm(up, { prescription: true })).toMatchObject({ order: 0, text: expect.stringContaining('prescription') });
    const bought = await buyByForm(up, { prescription: false });
    expect(bought.order).toBeGreaterThan(0);
    expect(await logged(desk, `order:${bought.order}`)).toContain('write by 0 over my-account');
  });
});

async function deskOf(up: Raised, sessions: Map<Reader, HttpSession>, legacy: boolean): Promise<Desk> {
  const account = up.mirror.accounts['administrator'];
  const session = sessions.get('administrator') ?? (account === undefined ? null : await up.shop.login(account));
  if (session === null) throw new Error('the administrator cannot log in');
  sessions.set('administrator', session);
  return { session, mirror: up.mirror, legacy };
}
