import { randomUUID } from 'node:crypto';
import { findUnlogged, type ServedRead } from '../model/access-log.ts';
import { readSealedAccount, sealedName, type SealedAccount } from '../model/break-glass.ts';
import { defineWatcher, type WatcherReport } from '../model/kind.ts';
import type { HttpReply } from '../model/ports/http.ts';
import type { DrillAccount } from '../model/ports/mirror.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { keepPace } from './pace.ts';

interface Read extends ServedRead {
  readonly by: 'named' | 'other';
  readonly startedMs: number;
}
interface Seen {
  samples: number;
  readonly reads: Read[];
  /** When a write of the break-glass account was taken, ms. */
  readonly writes: number[];
}

/**
 * Reads an order as the sealed break-glass account, then as a pharmacist who is not named, and tries an empty write as the
 * break-glass account, over and over: what was served when, and what of it has no row in the access log. All times are on
 * the clock's monotonic side. Sees nothing where escrow holds no such account.
 */
export const emergencyReads = defineWatcher({
  kind: 'emergency-reads',
  title: 'Tries to read and write in emergency mode',
  controls: ['164.312(a)(2)(ii)', '164.312(b)'],
  params: { type: 'object', additionalProperties: false, properties: { everyMs: { type: 'integer', minimum: 50, maximum: 5000 } } },
  example: { everyMs: 250 },
  resolutionMs: 750,
  async watch({ everyMs = 250 }, context) {
    const account = readSealedAccount(await context.mirror.escrow.take(sealedName).catch(() => Buffer.alloc(0)));
    const seen: Seen = { samples: 0, reads: [], writes: [] };
    const id = account === null ? 0 : await idOf(context, account.login);
    const pharmacist = context.mirror.accounts['pharmacist'];
    const turns =
      account === null
        ? []
        : [
            () => read(context, seen, asDrillAccount(account, id), 'named'),
            () => read(context, seen, pharmacist, 'other'),
            () => write(context, seen, account),
          ];
    const loop = keepPace({ everyMs, atOnce: 1, signal: context.signal }, async () => {
      await turns[seen.samples % Math.max(1, turns.length)]?.();
      seen.samples += 1;
    });
    return { report: () => settle(context, seen), stop: () => loop.stop() };
  },
});

function asDrillAccount({ login, password, applicationPassword }: SealedAccount, id: number): DrillAccount {
  return { id, login, role: 'break-glass', password, applicationPassword };
}

async function read(context: RunContext, seen: Seen, account: DrillAccount | undefined, by: Read['by']): Promise<void> {
  if (account === undefined) return;
  const [requestId, startedMs, from] = [`glass-${randomUUID()}`, context.clock.monotonicMs(), context.clock.now()];
  const orderId = context.mirror.patientOrderId;
  const reply = await context.shop.readOrder(account, orderId, requestId).catch(() => null);
  if (reply !== null && served(reply))
    seen.reads.push({ requestId, userId: account.id, orderId, path: 'rest-single', from, to: context.clock.now(), by, startedMs });
}

/** Judged by its content, whatever the status. */
const served = ({ text }: HttpReply): boolean => text.includes('"billing"') || text.includes('"rx"');

/** A write that would change nothing even if it were taken: the account's own profile, without a field. */
async function write({ mirror, clock }: RunContext, seen: Seen, { login, applicationPassword }: SealedAccount): Promise<void> {
  const startedMs = clock.monotonicMs();
  await using session = mirror.http.session();
  const authorization = `Basic ${Buffer.from(`${login}:${applicationPassword}`).toString('base64')}`;
  const reply = await session.request({ method: 'POST', path: '/wp-json/wp/v2/users/me', headers: { authorization }, json: {} }).catch(() => null);
  if (reply?.status === 200) seen.writes.push(startedMs);
}

async function idOf({ mirror: { database } }: RunContext, login: string): Promise<number> {
  const [row] = await database.query(`SELECT ID AS id FROM \`${database.prefix}users\` WHERE user_login = ?`, [login]);
  return Number(row?.['id'] ?? 0);
}

/** @throws {DrillError} UNREACHABLE while the database is gone: then nothing is known. */
async function settle({ accessLog, plan, clock }: RunContext, seen: Seen): Promise<WatcherReport> {
  const { missing } = await findUnlogged(accessLog, plan.site, seen.reads, clock.now());
  const timesOf = (reads: readonly Read[]): number[] => reads.map((one) => Math.round(one.startedMs));
  const lost = new Set(missing.map((one) => one.requestId));
  const named = seen.reads.filter((one) => one.by === 'named');
  return {
    samples: seen.samples,
    findings: [],
    summary: {
      named: timesOf(named),
      unlogged: timesOf(named.filter((one) => lost.has(one.requestId))),
      others: timesOf(seen.reads.filter((one) => one.by === 'other')),
      writes: seen.writes.map(Math.round),
    },
  };
}
