import { randomUUID } from 'node:crypto';
import { findUnlogged, type ServedRead } from '../model/access-log.ts';
import { openSealed } from '../model/break-glass.ts';
import { holdsPhi } from '../model/holds-phi.ts';
import { defineWatcher, type WatcherReport } from '../model/kind.ts';
import type { DrillAccount } from '../model/ports/mirror.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { emergencyOn, emergencyUse, type Tried } from './emergency-use.ts';
import { keepPace } from './pace.ts';

/** One try; `read` where PHI was served. */
interface Try extends Pick<Tried, 'startedMs' | 'answeredMs' | 'served'> {
  readonly read: ServedRead | null;
}
interface Seen {
  readonly named: Try[];
  readonly others: Try[];
  readonly writes: Try[];
}

/** In a drill emergency mode may last for less than half a second. */
const paceMs = 100;
/** Outside emergency mode one turn in so many is taken: each is a whole request for a shop that is being restored. */
const outsideEvery = 8;

/**
 * Three lines side by side: reads an order as the sealed break-glass account, reads it as a pharmacist who is not named,
 * and tries an empty write as the break-glass account. Each keeps the pace in emergency mode, without a rest, and tries
 * eight times as seldom outside it, which is what the resolution says. Tells what of it was served in emergency mode and
 * outside, and what has no row in the access log. Sees nothing where escrow holds no such account, and no
 * emergency mode that is over within two of its looks.
 */
export const emergencyReads = defineWatcher({
  kind: 'emergency-reads',
  title: 'Tries to read and write in emergency mode',
  controls: ['164.312(a)(2)(ii)', '164.312(b)'],
  params: { type: 'object', additionalProperties: false, properties: { everyMs: { type: 'integer', minimum: 50, maximum: 5000 } } },
  example: { everyMs: paceMs },
  resolutionMs: ({ everyMs = paceMs }) => everyMs * outsideEvery,
  async watch({ everyMs = paceMs }, context) {
    const { mirror, signal } = context;
    const account = await openSealed(mirror).catch(() => null);
    const seen: Seen = { named: [], others: [], writes: [] };
    const { pharmacist } = mirror.accounts;
    const line = (tries: Try[], attempt: () => Promise<Try>): { stop(): Promise<void> } =>
      keepPace({ everyMs, atOnce: 1, signal, rests: () => !emergencyOn(context) }, async (turn) => {
        if (turn % outsideEvery === 0 || emergencyOn(context)) tries.push(await attempt());
      });
    const lines =
      account === null
        ? []
        : [
            line(seen.named, () => read(context, account)),
            line(seen.writes, () => write(context, account)),
            ...(pharmacist === undefined ? [] : [line(seen.others, () => read(context, pharmacist))]),
          ];
    return {
      report: () => settle(context, seen),
      stop: async () => void (await Promise.all(lines.map((one) => one.stop()))),
    };
  },
});

async function read({ clock, mirror, shop }: RunContext, account: DrillAccount): Promise<Try> {
  const [requestId, startedMs, from] = [`glass-${randomUUID()}`, clock.monotonicMs(), clock.now()];
  const orderId = mirror.patientOrderId;
  const reply = await shop.readOrder(account, orderId, requestId).catch(() => null);
  const [answeredMs, served] = [clock.monotonicMs(), reply !== null && holdsPhi(reply.text)];
  return { startedMs, answeredMs, served, read: served ? { requestId, userId: account.id, orderId, path: 'rest-single', from, to: clock.now() } : null };
}

/** A write that would change nothing even if it were taken: the account's own profile, without a field. */
async function write({ mirror, clock }: RunContext, { login, applicationPassword }: DrillAccount): Promise<Try> {
  const startedMs = clock.monotonicMs();
  await using session = mirror.http.session();
  const authorization = `Basic ${Buffer.from(`${login}:${applicationPassword}`).toString('base64')}`;
  const reply = await session.request({ method: 'POST', path: '/wp-json/wp/v2/users/me', headers: { authorization }, json: {} }).catch(() => null);
  return { startedMs, answeredMs: clock.monotonicMs(), served: reply?.status === 200, read: null };
}

/** @throws {DrillError} UNREACHABLE while the database is gone: then nothing is known. */
async function settle(context: RunContext, { named, others, writes }: Seen): Promise<WatcherReport> {
  const { accessLog, plan, clock } = context;
  const reads = named.flatMap((one) => (one.read === null ? [] : [one.read]));
  const { missing } = await findUnlogged(accessLog, plan.site, reads, clock.now());
  const lost = new Set(missing.map((one) => one.requestId));
  const tried = (tries: readonly Try[]): readonly Tried[] => tries.map((one) => ({ ...one, unlogged: one.read !== null && lost.has(one.read.requestId) }));
  const use = emergencyUse(context, { named: tried(named), others: tried(others), writes: tried(writes) });
  return { samples: named.length + others.length + writes.length, findings: [], summary: { opened: use !== null, ...use } };
}
