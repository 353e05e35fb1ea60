import { randomBytes } from 'node:crypto';
import { sealedAccount, sealedName } from '../model/break-glass.ts';
import { DrillError } from '../model/errors.ts';
import { defineAssertion, noParams, type WatcherReport } from '../model/kind.ts';
import type { DrillAccount } from '../model/ports/mirror.ts';
import type { RunContext, StepTime } from '../model/ports/run-context.ts';
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
    const used = usedBy(context);
    if (used === null) return noSample({ expected, actual: 'the runbook never opened and closed emergency mode, or nobody watched' });
    const said = {
      expected,
      actual: `${used.reads} reads in emergency mode, ${used.unlogged} without a row; ${used.others} served to others, ${used.writes} writes taken; ${used.outside} reads outside it, and now the account gets in by ${open} of 2 ways`,
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

interface Used {
  readonly reads: number;
  readonly unlogged: number;
  /** Answers with PHI to somebody else while emergency mode was on. */
  readonly others: number;
  readonly writes: number;
  /** Reads of the break-glass account before it was opened or after it was closed. */
  readonly outside: number;
}

/** What was done in emergency mode; null when it was not opened and closed, or the watcher saw nothing. */
function usedBy({ plan, timeline, watched }: RunContext & { readonly watched: Readonly<Record<string, WatcherReport>> }): Used | null {
  const timeOf = (kind: string): StepTime | undefined => timeline.steps.get(plan.steps.find((step) => step.kind === kind)?.id ?? '');
  const [opened, closed] = [timeOf('emergency-open'), timeOf('emergency-close')];
  const report = watched['emergency-reads'];
  if (opened === undefined || opened.endedMs === null || report === undefined || report.samples === 0) return null;
  const until = closed?.startedMs ?? Number.POSITIVE_INFINITY;
  const [named, unlogged, others, writes] = ['named', 'unlogged', 'others', 'writes'].map((name) => numbersOf(report.summary[name]));
  const { startedMs, endedMs } = opened;
  const within = (times: readonly number[] = []): number => times.filter((at) => at >= endedMs && at < until).length;
  const outside = (named ?? []).filter((at) => at < startedMs || at > (closed?.endedMs ?? Number.POSITIVE_INFINITY)).length;
  return { reads: within(named), unlogged: unlogged?.length ?? 0, others: within(others), writes: writes?.length ?? 0, outside };
}

function numbersOf(value: unknown): readonly number[] {
  return (Array.isArray(value) ? value : []).filter((one: unknown): one is number => typeof one === 'number');
}
