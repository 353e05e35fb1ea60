import { offBoxFileOf, type AccessLog } from '../model/access-log.ts';
import { DrillError } from '../model/errors.ts';
import type { AccessLogParts } from './index.ts';
import { sqlOffBox } from './sql-off-box.ts';
import { tableLog } from './table-log.ts';
import { utcSeconds } from './utc-seconds.ts';

/**
 * Any other log that is one numbered table, as stack.yaml describes it: columns are checked identifiers, what they must
 * hold is bound as values. `covers` is what the site says of its log, and drills hold it to that.
 */
export function sqlLog(parts: AccessLogParts): AccessLog {
  const { database, plan } = parts;
  const { table, writtenBy } = plan;
  if (table === null) throw new DrillError('BUG', 'An access log of the kind sql was planned without its table.');
  const { column, prefix } = table.object;
  const conditions = Object.entries(table.where).map(([name, values]) => ({ sql: `\`${name}\` IN (${values.map(() => '?').join(',')})`, values }));
  const ofOrders = prefix === '' ? [] : [{ sql: `LEFT(\`${column}\`, ${prefix.length}) = ?`, values: [prefix] }];
  const where = [...conditions, ...ofOrders];
  const path = offBoxFileOf(plan);
  return {
    kind: 'sql',
    plugin: writtenBy,
    covers: table.covers,
    offBox: path === null ? null : sqlOffBox(parts, table, path),
    ...tableLog(database, {
      table: table.table,
      more: [],
      id: table.id,
      where: where.length === 0 ? 'TRUE' : where.map((condition) => condition.sql).join(' AND '),
      whereValues: where.flatMap((condition) => condition.values),
      user: `\`${table.user}\``,
      order: prefix === '' ? `\`${column}\`` : `CAST(SUBSTRING(\`${column}\`, ${prefix.length + 1}) AS UNSIGNED)`,
      seconds: table.time.as === 'unix-seconds' ? `\`${table.time.column}\`` : utcSeconds(table.time.column),
      request: table.requestId === null ? 'NULL' : `\`${table.requestId}\``,
    }),
  };
}
