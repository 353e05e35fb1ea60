import { findUnlogged } from '../model/access-log.ts';
import { DrillError } from '../model/errors.ts';
import { defineAssertion, noParams, type Sabotage, type WatcherReport } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { Moment, ReadingOutcome } from '../model/reading.ts';
import { ownPaths, readOrders, readWithoutRight } from './burst.ts';
import { keepLog } from './log-keeping.ts';
import { openToSupport } from './open-to-support.ts';
import { broken, judged, noSample } from './reading.ts';
import { switchOff } from './switch-off.ts';

/** How many orders the assertion reads itself, beside what the watcher saw. */
const burst = 5;

/**
 * Every record that was served has its event in the access log, with user and object: all that the `phi-reads` watcher
 * was served since it started, and a burst of the assertion's own; a reader without the right, and nobody, are refused.
 * Reads on a path that the log does not cover break it too, unless the site has declared that gap as known in production
 * with a waiver that is still valid: those are counted apart, and so is what the incident itself exposed before the
 * recovery's first step (the watcher says what that is). Does not see reads by anybody else. Its sabotage shows the
 * logging half only. Where every path that Muster reads is waived, only the other half is judged and shown, and it says so.
 */
export const noUnloggedPhi = defineAssertion({
  kind: 'no-unlogged-phi',
  title: 'No PHI was served without a row in the access log',
  controls: ['164.312(b)', '164.308(a)(7)(ii)(C)'],
  requirements: ['R13', 'R17'],
  params: noParams,
  example: {},
  capture: async () => null,
  watches: ['phi-reads'],
  async check(_params, context) {
    const seen = watchedBy(context);
    const own = await readOrders(context, burst);
    const without = await readWithoutRight(context);
    const served = own.filter((read) => read.servedPhi);
    const { missing, waived } = await findUnlogged(context.accessLog, context.plan.site, served, context.clock.now());
    const unlogged = seen.unlogged + missing.length;
    const unauthorised = seen.unauthorised + without.served;
    const counts = {
      reads: seen.reads + served.length,
      unlogged,
      waived: seen.waived + waived.length,
      windowMs: seen.windowMs,
      unauthorised,
      exposed: seen.exposed,
      refused: without.refused,
    };
    const said = {
      ...wordsOf(context, counts),
      counts,
      evidence: ['watcher phi-reads', context.accessLog.named],
    };
    if (unlogged > 0 || unauthorised > 0) return broken(said);
    if (own.some((read) => read.status >= 500) || without.down > 0) return broken(said, 'unreachable');
    // Where the log records one of the ways that Muster reads, reads on the other ways alone would show nothing of it.
    if (!served.some((read) => !readsCovered(context) || context.accessLog.covers.includes(read.path))) return noSample(said);
    return judged(without.refused === 2, said);
  },
  // Where no read of Muster's is ever logged, only the refusal of a reader without the right is left to be shown.
  sabotage: (_params, context) => (readsCovered(context) ? stopLogging(context) : openToSupport(context)),
});

type Counts = Readonly<Record<'reads' | 'unlogged' | 'waived' | 'windowMs' | 'unauthorised' | 'exposed' | 'refused', number>>;

/** Claims no logging where the log records none of the ways on which Muster reads. */
function wordsOf(context: RunContext, counts: Counts): Pick<ReadingOutcome, 'expected' | 'actual' | 'notProven'> {
  const incident = counts.exposed === 0 ? '' : ` (and ${counts.exposed} by the incident itself, before the shop was closed)`;
  const access = `${counts.unauthorised} to somebody without the right${incident}, ${counts.refused} of 2 such readers refused now`;
  const missing = `${counts.reads} records served, ${counts.unlogged} without a row`;
  const waived = counts.waived === 0 ? '' : ` (and ${counts.waived} on paths whose gap is known in production)`;
  if (readsCovered(context) || counts.unlogged > 0) {
    const but = counts.waived === 0 ? '' : ', but for paths whose gap is known in production';
    const expected = `every record that is served has its row in the access log${but}, and a reader without the right gets none`;
    return { expected, actual: `${missing}${waived}, window ${counts.windowMs} ms; ${access}` };
  }
  return {
    expected: 'a reader without the right gets no record (logging is not judged: its gap is known in production)',
    actual: `${counts.reads} records served, ${counts.waived} of them on paths whose gap is known in production; ${access}`,
    notProven: [`That a read of PHI is logged: the ${context.accessLog.named} records none of the ways on which Muster reads.`],
  };
}

/** True when the log records one of the ways on which Muster reads. */
function readsCovered(context: RunContext): boolean {
  return ownPaths(context).some((path) => context.accessLog.covers.includes(path));
}

async function stopLogging(context: RunContext): Promise<Sabotage> {
  const kept = await keepLog(context, ['options']);
  await switchOff(context.mirror.database, context.accessLog.plugin);
  return { what: 'the access-log plugin taken out of the active plugins', undo: () => kept.undo() };
}

interface Watched {
  readonly reads: number;
  readonly unlogged: number;
  readonly waived: number;
  readonly unauthorised: number;
  readonly windowMs: number;
  /** Answers to somebody without the right before the recovery answered for them: the incident's own exposure. */
  readonly exposed: number;
}

/**
 * What the watcher saw. The proof looks at the assertion's own reads only: the watcher is closed by then.
 * @throws {DrillError} COMMAND_FAILED when the watcher cannot say: then nothing is known; UNREACHABLE while the fault is felt.
 */
function watchedBy({ moment, watched }: { readonly moment: Moment; readonly watched: Readonly<Record<string, WatcherReport>> }): Watched {
  if (moment === 'sabotaged' || moment === 'undone') return { reads: 0, unlogged: 0, waived: 0, unauthorised: 0, windowMs: 0, exposed: 0 };
  const report = watched['phi-reads'];
  if (report === undefined) throw new DrillError(moment === 'felt' ? 'UNREACHABLE' : 'COMMAND_FAILED', 'The watcher phi-reads could not look its reads up.');
  const number = (name: string): number => (typeof report.summary[name] === 'number' ? report.summary[name] : Number.NaN);
  return {
    reads: number('reads'),
    unlogged: number('unlogged'),
    waived: number('waived'),
    unauthorised: number('unauthorised'),
    windowMs: number('windowMs'),
    exposed: number('exposed'),
  };
}
