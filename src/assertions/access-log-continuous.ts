import type { Continuity, LogHead } from '../model/access-log.ts';
import { defineAssertion, noParams } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { ownPaths, readOrders } from './burst.ts';
import { keepLog } from './log-keeping.ts';
import { broken, judged } from './reading.ts';

interface Captured extends LogHead {
  /** Lines of the off-box copy at the backup; 0 where the site has none that Muster can read. */
  readonly offBox: number;
}

/**
 * The access log is whole from its first row (no number missing that was not missing before, no link wrong where rows are chained),
 * still holds what it held at the backup, holds every row of the off-box copy where there is one, and goes on with a new
 * event now, in both. Does not know reads that never reached either copy: that is `no-unlogged-phi`.
 */
export const accessLogContinuous = defineAssertion({
  kind: 'access-log-continuous',
  title: 'The PHI access log goes on without a gap',
  controls: ['164.312(b)', '164.308(a)(1)(ii)(D)'],
  requirements: ['R5', 'R20'],
  params: noParams,
  example: {},
  async capture(_params, { accessLog }): Promise<Captured> {
    return { ...(await accessLog.head()), offBox: (await accessLog.offBox?.compare())?.lines ?? 0 };
  },
  async check(_params, context) {
    const { accessLog, reference } = context;
    const copy = (await accessLog.offBox?.compare()) ?? null;
    const now = await accessLog.continuity(reference);
    const newGaps = Math.max(0, now.gaps - reference.gaps);
    const copyKept = copy === null || (copy.lines >= reference.offBox && copy.headKept && copy.missing === 0);
    const said = {
      expected: `one unbroken log that holds its history${copy === null ? '' : ', every off-box row,'} and a new event`,
      counts: {
        rows: now.rows,
        ...(now.brokenLinks === null ? {} : { brokenLinks: now.brokenLinks }),
        newGaps,
        missing: copy?.missing ?? 0,
        offBox: copy?.lines ?? 0,
      },
      evidence: [accessLog.named, ...(accessLog.offBox === null ? [] : [accessLog.offBox.named])],
      notProven: now.brokenLinks === null ? [`That no row of the access log was changed: the rows of the ${accessLog.named} are not chained.`] : [],
    };
    const actual = soundWords(now, newGaps, copy);
    if ((now.brokenLinks ?? 0) > 0 || newGaps > 0 || !now.kept || !copyKept) return broken({ ...said, actual });
    const event = await newEvent(context);
    return event.down
      ? broken({ ...said, actual: `${actual}; ${event.text}` }, 'unreachable')
      : judged(event.logged, { ...said, actual: `${actual}; ${event.text}` });
  },
  async sabotage(_params, context) {
    const kept = await keepLog(context);
    await context.accessLog.forgetOne();
    return { what: 'one row deleted from the middle of the access log', undo: () => kept.undo() };
  },
});

function soundWords(now: Continuity, newGaps: number, copy: { readonly missing: number; readonly lines: number } | null): string {
  const links = now.brokenLinks === null ? 'not chained' : `${now.brokenLinks} broken links`;
  const table = `${now.rows} rows, ${links}, ${newGaps} numbers newly missing, history ${now.kept ? 'kept' : 'changed'}`;
  return copy === null ? `${table}, no off-box copy` : `${table}, ${copy.missing} of ${copy.lines} off-box rows missing`;
}

interface NewEvent {
  readonly logged: boolean;
  readonly down: boolean;
  readonly text: string;
}

/** A new read, where the log records one of the ways on which Muster reads; else a login, which every such log records. */
async function newEvent(context: RunContext): Promise<NewEvent> {
  const { accessLog } = context;
  if (!ownPaths(context).some((path) => accessLog.covers.includes(path))) return await newLogin(context);
  const read = (await readOrders(context, 1)).find((one) => accessLog.covers.includes(one.path));
  if (read === undefined || read.status >= 500) return { logged: false, down: true, text: `no new read was answered (HTTP ${read?.status ?? 0})` };
  const [found] = await accessLog.find([read]);
  const copied = accessLog.offBox === null || (await accessLog.offBox.holds(read.requestId));
  const logged = found === true && copied && read.servedPhi;
  return { logged, down: false, text: `a new read (${read.path}) ${logged ? 'is logged' : `is not logged (HTTP ${read.status})`}` };
}

async function newLogin({ accessLog, mirror, shop }: RunContext): Promise<NewEvent> {
  const account = mirror.accounts['nurse'];
  const before = await accessLog.head();
  const session = account === undefined ? null : await shop.login(account);
  if (session === null) return { logged: false, down: true, text: 'nobody could log in' };
  await session[Symbol.asyncDispose]();
  const logged = (await accessLog.head()).newestId > before.newestId;
  return { logged, down: false, text: `a new login ${logged ? 'is logged' : 'is not logged'}; the log records no read that Muster can make` };
}
