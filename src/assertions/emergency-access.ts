import { randomBytes } from 'node:crypto';
import { sealedAccount, sealedName } from '../model/break-glass.ts';
import { DrillError } from '../model/errors.ts';
import { defineAssertion, noParams, type WatcherReport } from '../model/kind.ts';
import type { DrillAccount } from '../model/ports/mirror.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { getsIn } from './dismissed.ts';
import { broken, judged, noSample } from './reading.ts';
import { workOnCopies } from './table-copy.ts';

/**
 * The break-glass account is locked before and after, and between `emergency-open` and `emergency-close` it alone
 * reads: each of its reads has its row in the access log, nobody else is served, nothing is written. By what the watcher
 * `emergency-reads` tried: one other account, one order, one kind of write. Makes the account and seals it in escrow
 * before the backup, as the site says it has. Does not show who held the envelope.
 */
export const emergencyAccess = defineAssertion({
  kind: 'emergency-access',
  title: 'Emergency access is for the named role, logged, and ends',
  controls: ['164.308(a)(7)(ii)(C)', '164.312(a)(2)(ii)', '164.312(b)'],
  requirements: ['R13', 'R25'],
  params: noParams,
  example: {},
  watches: ['emergency-reads'],
  arrange: sealAccount,
  capture: async (_params, { arranged }): Promise<DrillAccount | null> => arranged as DrillAccount | null,
  async check(_params, context) {
    const account = context.reference;
    const expected = 'the break-glass account reads in emergency mode only, alone, read-only, and each read is logged';
    if (account === null) return noSample({ expected, actual: 'the site declares no break-glass account' });
    const { page, rest } = await getsIn(context, account);
    const open = Number(page) + Number(rest);
    if (context.moment !== 'after')
      return judged(open === 0, { expected, actual: `outside emergency mode the account gets in by ${open} of 2 ways`, counts: { open } });
    const used = usedBy(context.watched['emergency-reads']);
    if (used === null) return noSample({ expected, actual: 'the runbook never put emergency mode on, or nobody watched' });
    if (used.asked + used.reads === 0) return noSample({ expected, actual: 'emergency mode was over before the watcher had asked once and been answered' });
    const said = {
      expected,
      actual: `${used.reads} reads in emergency mode, ${used.unlogged} without a row; ${used.others} of ${used.othersAsked} reads served to others, ${used.writes} writes taken; ${used.outside} reads outside it, and now the account gets in by ${open} of 2 ways`,
      counts: { ...used, open },
      evidence: ['watcher emergency-reads', context.accessLog.named],
    };
    if (used.unlogged + used.others + used.writes + used.outside + open > 0) return broken(said);
    return used.reads === 0 ? broken({ ...said, actual: `nobody could read in emergency mode; ${said.actual}` }) : judged(true, said);
  },
  async sabotage(_params, context) {
    const copies = await workOnCopies(context.mirror.database, ['users', 'usermeta']);
    await context.mirror.wordpress.run('lock-account', { login: context.reference?.login ?? '', locked: false });
    return {
      what: 'the break-glass account left open after the emergency',
      async undo() {
        await copies.undo();
        await context.mirror.wordpress.run('flush-cache');
      },
    };
  },
});

/** Null where the site declares none. @throws {DrillError} MIRROR_UNHEALTHY when the account does not get in before it is locked. */
async function sealAccount(_params: object, context: RunContext): Promise<DrillAccount | null> {
  const { plan, mirror } = context;
  if (plan.site.emergency === undefined) return null;
  const { login, role } = plan.site.emergency;
  const password = randomBytes(18).toString('base64url');
  const wanted = { login, role, password, email: `${login}@clinic.example`, application_password: true };
  const [made] = [await mirror.wordpress.run('accounts', { accounts: [wanted] })].flat();
  const { id, applicationPassword } = Object.fromEntries(Object.entries(made ?? {}));
  const account = { id: Number(id), login, role, password, applicationPassword: String(applicationPassword) };
  const { page, rest } = await getsIn(context, account);
  if (!page || !rest) throw new DrillError('MIRROR_UNHEALTHY', 'The break-glass account does not get in before it is locked.');
  await mirror.escrow.put(sealedName, sealedAccount(account));
  await mirror.wordpress.run('lock-account', { login, locked: true });
  return account;
}

const counted = ['asked', 'reads', 'unlogged', 'othersAsked', 'others', 'writes', 'outside'] as const;

/** What the watcher counted; null when emergency mode was not put on, or nobody watched. */
function usedBy(report: WatcherReport | undefined): Readonly<Record<(typeof counted)[number], number>> | null {
  if (report === undefined || report.samples === 0 || report.summary['opened'] !== true) return null;
  const [asked = 0, reads = 0, unlogged = 0, othersAsked = 0, others = 0, writes = 0, outside = 0] = counted.map((name) => Number(report.summary[name] ?? 0));
  return { asked, reads, unlogged, othersAsked, others, writes, outside };
}
