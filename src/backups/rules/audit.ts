import { logReader } from '../access-log.ts';
import { isReadable } from './complete.ts';
import { holds, notRun, type Rule } from './rule.ts';

const logPresent: Rule = {
  id: 'access-log-present',
  group: 'audit',
  title: 'The access log is in the set',
  required: (_facts, { site }) => site !== null,
  judge(facts, { site }) {
    if (site === null) return notRun('no --site says which log the shop keeps');
    const reader = logReader(site);
    if (reader === null) return notRun(`Muster does not know the tables of ${site.accessLog}`);
    if (!isReadable(facts)) return notRun('the database part could not be read whole');
    const tables = Object.keys(reader.taps).map((table) => `${site.tablePrefix}${table}`);
    const missing = tables.filter((table) => !(facts.physicalTables?.has(table) ?? false) && facts.database?.tables.get(table)?.created !== true);
    return missing.length === 0 ? holds(tables.join(', ')) : { reading: 'broken', text: `missing: the table ${missing[0] ?? ''}`, findings: missing };
  },
};

const logUnbroken: Rule = {
  id: 'access-log-unbroken',
  group: 'audit',
  title: 'No entry of the access log is missing or changed',
  required: (_facts, { site }) => site !== null,
  judge(facts, { site }) {
    if (site === null) return notRun('no --site says which log the shop keeps');
    if (facts.database === null || !isReadable(facts))
      return notRun(
        facts.physicalTables === null ? 'the database part could not be read whole' : 'the log of a physical backup is read when a drill restores it',
      );
    const log = facts.database.log();
    if (log === null) return notRun('the log is not in the set, or Muster does not know its tables');
    if (log.problem !== null) return { reading: 'broken', text: log.problem, findings: [log.problem] };
    return log.rows === 0 ? { reading: 'broken', text: `${log.table} is empty` } : holds(`${log.rows} entries, told by ${log.by}`);
  },
};

export const auditRules: readonly Rule[] = [logPresent, logUnbroken];
