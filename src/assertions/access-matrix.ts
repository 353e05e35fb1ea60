import { DrillError } from '../model/errors.ts';
import { accessProbes, judgeAccess, legacyPath, readers, type AccessProbe, type Reader } from '../model/access-probes.ts';
import { orderStore } from '../model/order-store.ts';
import type { HttpReply, HttpSession } from '../model/ports/http.ts';
import type { Mirror } from '../model/ports/mirror.ts';
import type { Shop } from '../model/ports/shop.ts';

/** The shop that is tried. */
export interface Tried {
  readonly mirror: Mirror;
  readonly shop: Shop;
}

/** What trying every role on every probe gave. */
export interface AccessMatrix {
  readonly tried: number;
  /** `PROBE for ROLE`: what somebody got who must not. */
  readonly granted: readonly string[];
  /** What somebody did not get who may. */
  readonly denied: readonly string[];
  /** What the shop did not answer. */
  readonly down: readonly string[];
  /** Probes that this shop has nothing for. */
  readonly leftOut: readonly string[];
}

/**
 * Asks as every role, over HTTPS, for everything in the table of access probes, and judges each answer by its content.
 * `mark` is a text that only the patient's order holds. @throws {DrillError} UNREACHABLE when the shop does not answer.
 */
export async function tryAccess(tried: Tried, mark: string): Promise<AccessMatrix> {
  const { mirror } = tried;
  const all = accessProbes({ orderId: mirror.patientOrderId, mark });
  const probes = all.filter((probe) => probe.onStandIn || mirror.commerceSlug !== 'order-desk');
  const found: Record<'granted' | 'denied' | 'down', string[]> = { granted: [], denied: [], down: [] };
  for (const reader of readers) {
    await using visitor = new Visitor(tried, reader);
    for (const probe of probes) {
      const reply = await visitor.ask(probe);
      const got = reply === null ? 'refused' : judgeAccess(probe, reply);
      const may = probe.allowed.includes(reader);
      if (got === 'unreachable') found.down.push(`${probe.id} for ${reader}`);
      else if (got === 'served' && !may) found.granted.push(`${probe.id} for ${reader}`);
      else if (got === 'refused' && may) found.denied.push(`${probe.id} for ${reader}`);
    }
  }
  return { tried: probes.length * readers.length, ...found, leftOut: all.filter((probe) => !probes.includes(probe)).map(({ id }) => id) };
}

/** A text of the patient's address that stands on their order alone. Never written down. @throws {DrillError} UNREACHABLE */
export async function markOf({ database, site, patientOrderId }: Mirror): Promise<string> {
  const [row] = await database.query(`SELECT address_2 AS v FROM ${orderStore(site).billing} WHERE order_id = ?`, [patientOrderId]);
  const mark = String(row?.['v'] ?? '');
  if (mark.length < 5) throw new DrillError('UNREACHABLE', "The patient's order is not in the shop's store.");
  return mark;
}

/** One role at the shop's door: REST by application password, pages in a browser session that is opened when it is needed. */
class Visitor implements AsyncDisposable {
  readonly #tried: Tried;
  readonly #reader: Reader;
  #rest: HttpSession | null = null;
  /** Null until the first page; `refused` when the log-in was. */
  #pages: HttpSession | 'refused' | null = null;

  constructor(tried: Tried, reader: Reader) {
    this.#tried = tried;
    this.#reader = reader;
  }

  /** The answer; null when the log-in itself was refused. */
  async ask({ by, path }: AccessProbe): Promise<HttpReply | null> {
    const { mirror, shop } = this.#tried;
    const account = mirror.accounts[this.#reader];
    if (by === 'rest') {
      this.#rest ??= mirror.http.session();
      const word = account === undefined ? null : Buffer.from(`${account.login}:${account.applicationPassword}`).toString('base64');
      return await this.#rest.request({ path, headers: word === null ? {} : { authorization: `Basic ${word}` } });
    }
    this.#pages ??= account === undefined ? mirror.http.session() : ((await shop.login(account)) ?? 'refused');
    if (this.#pages === 'refused') return null;
    return await this.#pages.request({ path: mirror.site.orderStorage === 'posts' ? legacyPath(path) : path, timeoutMs: 20_000 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rest?.[Symbol.asyncDispose]();
    if (this.#pages !== 'refused') await this.#pages?.[Symbol.asyncDispose]();
  }
}
