import { durationWords } from '../../model/words.ts';
import { newestOf } from '../newest.ts';
import { isReadable } from './complete.ts';
import { holds, notRun, type Rule } from './rule.ts';

/** A record this much later than the reference is not news, but a wrong clock. */
const clockSeconds = 3600;

const newestRecord: Rule = {
  id: 'newest-record',
  group: 'fresh',
  title: 'The newest record inside is as young as the schedule promises',
  required: (_facts, { site }) => site !== null,
  judge(facts, { asOf, site }) {
    const newest = newestOf(facts);
    if (newest === null)
      return isReadable(facts) && facts.database !== null
        ? { reading: 'broken', text: 'no order, user or log entry with a date is inside' }
        : notRun(
            facts.physicalTables === null ? 'the database part could not be read' : 'the newest record of a physical backup is read when a drill restores it',
          );
    const age = (Date.parse(asOf) - Date.parse(newest.at)) / 1000;
    const said = `${newest.of} of ${newest.at}, ${durationWords(Math.abs(age))} ${age < 0 ? 'after' : 'before'} ${asOf.slice(0, 19)}Z`;
    if (age < -clockSeconds) return { reading: 'broken', text: `${said}: a clock is wrong, or --as-of is` };
    if (site === null) return notRun(`${said}; no --site says how young it must be`);
    const allowed = site.everySeconds + site.takesSeconds;
    return age <= allowed
      ? holds(`${said}; the schedule allows ${durationWords(allowed)}`)
      : {
          reading: 'broken',
          text: `${said}; the schedule (every ${durationWords(site.everySeconds)}, taking ${durationWords(site.takesSeconds)}) allows ${durationWords(allowed)}`,
        };
  },
};

export const freshRules: readonly Rule[] = [newestRecord];
