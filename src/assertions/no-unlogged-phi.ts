import { DrillError } from '../model/errors.ts';
import { defineAssertion, noParams, type WatcherReport } from '../model/kind.ts';
import type { Moment } from '../model/reading.ts';
import { readAndLookUp, readWithoutRight } from './burst.ts';
import { keepLog } from './log-keeping.ts';
import { broken, judged, noSample } from './reading.ts';
import { switchOff } from './switch-off.ts';

/** How many orders the assertion reads itself, beside what the watcher saw. */
const burst = 5;

/**
 * Every record that was served has its row in the access log, with user and object: all that the `phi-reads` watcher was
 * served since it started, and a burst of the assertion's own; a reader without the right, and nobody, are refused. Does
 * not see reads by anybody else. Its sabotage shows the logging half only.
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
    const own = await readAndLookUp(context, burst);
    const without = await readWithoutRight(context);
    const served = own.filter((read) => read.servedPhi);
    const unlogged = seen.unlogged + served.filter((read) => !read.logged).length;
    const unauthorised = seen.unauthorised + without.served;
    const counts = { reads: seen.reads + served.length, unlogged, windowMs: seen.windowMs, unauthorised, refused: without.refused };
    const said = {
      expected: 'every record that is served has its row in the access log, and a reader without the right gets none',
      actual: `${counts.reads} records served, ${unlogged} without a row, window ${counts.windowMs} ms; ${unauthorised} to somebody without the right, ${without.refused} of 2 such readers refused now`,
      counts,
      evidence: ['watcher phi-reads', 'table phi_access_log'],
    };
    if (unlogged > 0 || unauthorised > 0) return broken(said);
    if (own.some((read) => read.status >= 500) || without.down > 0) return broken(said, 'unreachable');
    if (served.length === 0) return noSample(said);
    return judged(without.refused === 2, said);
  },
  async sabotage(_params, context) {
    const kept = await keepLog(context, ['options']);
    await switchOff(context.mirror.database, 'phi-access-log');
    return { what: 'the access-log plugin taken out of the active plugins', undo: () => kept.undo() };
  },
});

interface Watched {
  readonly reads: number;
  readonly unlogged: number;
  readonly unauthorised: number;
  readonly windowMs: number;
}

/**
 * What the watcher saw. The proof looks at the assertion's own reads only: the watcher is closed by then.
 * @throws {DrillError} COMMAND_FAILED when the watcher cannot say: then nothing is known; UNREACHABLE while the fault is felt.
 */
function watchedBy({ moment, watched }: { readonly moment: Moment; readonly watched: Readonly<Record<string, WatcherReport>> }): Watched {
  if (moment === 'sabotaged' || moment === 'undone') return { reads: 0, unlogged: 0, unauthorised: 0, windowMs: 0 };
  const report = watched['phi-reads'];
  if (report === undefined) throw new DrillError(moment === 'felt' ? 'UNREACHABLE' : 'COMMAND_FAILED', 'The watcher phi-reads could not look its reads up.');
  const number = (name: string): number => (typeof report.summary[name] === 'number' ? report.summary[name] : Number.NaN);
  return { reads: number('reads'), unlogged: number('unlogged'), unauthorised: number('unauthorised'), windowMs: number('windowMs') };
}
