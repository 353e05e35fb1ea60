import { DrillError } from '../model/errors.ts';
import { defineAssertion, noParams } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { probesOf, type DiscoveryProbe } from '../model/probes.ts';
import { isIn, placesOf, type Sought } from './discovery-places.ts';
import { ownToken } from './own-token.ts';
import { broken, judged } from './reading.ts';
import { workOnCopies } from './table-copy.ts';
import { visitorOf, type Visitor } from './visitor.ts';

interface Captured {
  readonly restricted: readonly Sought[];
  readonly open: Sought;
}

/** Who must not find what is restricted: a passer-by, a patient, staff without the right to. */
const others = ['nobody', 'customer', 'support'] as const;

/** What was seen by everybody together. */
interface Found {
  looked: number;
  restricted: number;
  phi: number;
  open: number;
  byStaff: number;
  unreachable: number;
  readonly places: Set<string>;
}

/**
 * What the shop lets people find is what each of them may find: restricted products (the stack's `probes.discovery`) and
 * patients' data come up for nobody else in search, lists, feeds, sitemaps, REST or at their own address. Judged by
 * content. The controls: everybody finds a product that is on sale, and the role that may does find the restricted ones.
 * Looks at the first two restricted products and at one patient's order.
 */
export const discoveryAccess = defineAssertion({
  kind: 'discovery-access',
  title: 'People find what they may find, and nothing else',
  controls: ['164.312(a)(1)', '164.308(a)(4)(ii)(C)'],
  requirements: ['R6'],
  params: noParams,
  example: {},
  async capture(_params, context): Promise<Captured> {
    const { discovery } = probesOf(context.mirror.site.probes);
    const [open] = await products(context, null);
    if (open === undefined) throw new DrillError('MIRROR_UNHEALTHY', 'The shop has no product that anybody may find.');
    return { open, restricted: discovery === null ? [] : await products(context, discovery) };
  },
  async check(_params, context) {
    const { restricted } = context.reference;
    const { discovery } = probesOf(context.mirror.site.probes);
    const found = await look(context, context.reference, discovery);
    const counts = { places: found.looked, restricted: found.restricted, phi: found.phi, open: found.open, byStaff: found.byStaff };
    const said = {
      expected: `${restricted.length} restricted products are found by ${discovery?.foundBy ?? 'nobody'} alone, a patient's data by nobody, and what is on sale by everybody`,
      actual: `looked ${found.looked} times: restricted products found ${found.restricted} times by others and ${found.byStaff} times by who may, patients' data ${found.phi} times, what is on sale ${found.open} times`,
      counts,
      evidence: [...found.places].slice(0, 10),
      ...(restricted.length === 0 ? { notProven: ['Restricted products: the stack names none (probes.discovery).'] } : {}),
    };
    if (found.restricted + found.phi > 0) return broken(said);
    if (found.unreachable > found.looked / 2) return broken(said, 'unreachable');
    return judged(found.open > 0 && (restricted.length === 0 || found.byStaff > 0), said);
  },
  async sabotage(_params, context) {
    const { database } = context.mirror;
    const copies = await workOnCopies(database, ['postmeta', 'posts']);
    const { discovery } = probesOf(context.mirror.site.probes);
    const [first] = context.reference.restricted;
    try {
      if (discovery !== null && first !== undefined) {
        await database.execute(`DELETE FROM \`${database.prefix}postmeta\` WHERE post_id = ? AND meta_key = ?`, [first.id, discovery.meta]);
        return { what: 'the mark of a restricted product gone', undo: () => copies.undo() };
      }
      const text = await ownToken(context);
      await database.execute(`UPDATE \`${database.prefix}posts\` SET post_content = ? WHERE ID = ?`, [text, context.reference.open.id]);
      return { what: "a patient's data in a product's text", undo: () => copies.undo() };
    } catch (error) {
      await copies.undo();
      throw error;
    }
  },
});

/** Published products, two at most: the restricted ones, or (`null`) those that are not. */
async function products({ mirror: { database, site } }: RunContext, probe: DiscoveryProbe | null): Promise<readonly Sought[]> {
  const own = probesOf(site.probes).discovery;
  const marked = `EXISTS (SELECT 1 FROM \`${database.prefix}postmeta\` AS m WHERE m.post_id = p.ID AND m.meta_key = ? AND m.meta_value = ?)`;
  const rows = await database.query(
    `SELECT p.ID AS id, p.post_title AS title, p.post_name AS slug FROM \`${database.prefix}posts\` AS p
     WHERE p.post_type = 'product' AND p.post_status = 'publish' AND CHAR_LENGTH(p.post_title) > 8 AND ${probe === null ? 'NOT ' : ''}${marked} ORDER BY p.ID LIMIT 2`,
    [own?.meta ?? '', own?.value ?? ''],
  );
  return rows.map(({ id, title, slug }) => ({ id: Number(id), title: String(title), slug: String(slug) }));
}

async function look(context: RunContext, { restricted, open }: Captured, discovery: DiscoveryProbe | null): Promise<Found> {
  const found: Found = { looked: 0, restricted: 0, phi: 0, open: 0, byStaff: 0, unreachable: 0, places: new Set() };
  const token = await ownToken(context);
  const asOthers = others.map(async (who) => {
    await using visitor = await visitorOf(context, who);
    if (visitor === null) return;
    const looking = { context, visitor, found, token };
    for (const product of restricted) found.restricted += await sightings(looking, product, true);
    if (who === 'nobody') found.open += await sightings(looking, open, false);
    // Of their own data a patient is no stranger.
    if (who !== 'customer') await lookForPatient(looking);
  });
  await Promise.all(asOthers);
  const [first] = restricted;
  if (discovery === null || first === undefined) return found;
  await using staff = await visitorOf(context, discovery.foundBy);
  if (staff !== null) found.byStaff = await sightings({ context, visitor: staff, found, token }, first, false);
  return found;
}

interface Looking {
  readonly context: RunContext;
  readonly visitor: Visitor;
  readonly found: Found;
  readonly token: string;
}

/** In how many places this one finds the product; `noted` where that is a leak. */
async function sightings({ context, visitor, found }: Looking, product: Sought, noted: boolean): Promise<number> {
  let seen = 0;
  for (const path of placesOf(product, context.mirror.site.url)) {
    if (!isIn(await visitor.fetch(path, found), product)) continue;
    seen += 1;
    if (noted) found.places.add(`${visitor.who} ${place(path)}`);
  }
  return seen;
}

/** A patient's data by searching for a word of it, in lists and feeds of orders, and by the order's number. */
async function lookForPatient({ context: { mirror }, visitor, found, token }: Looking): Promise<void> {
  const term = encodeURIComponent(token.slice(0, -1));
  const order = mirror.patientOrderId;
  const paths = [
    `/?s=${term}`,
    `/?s=${term}&post_type=shop_order`,
    '/?post_type=shop_order&feed=rss2',
    `/wp-json/wp/v2/search?search=${term}`,
    `/wp-json/wp/v2/shop_order/${order}`,
    `/wp-json/wc/v3/orders?search=${term}`,
    `/wp-json/wc/store/v1/order/${order}`,
    `/my-account/view-order/${order}/`,
    '/shop/',
    '/?post_type=product',
  ];
  for (const path of paths) {
    if (!(await visitor.fetch(path, found)).includes(token)) continue;
    found.phi += 1;
    found.places.add(`${visitor.who} ${place(path)}`);
  }
}

/** The address without what was looked for: a search term may be a patient's. */
const place = (path: string): string => path.replaceAll(/=[^&]*/gu, '=…').replaceAll(/\/\d+/gu, '/N');
