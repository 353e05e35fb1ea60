import { accessLogPlugins } from '../model/access-log.ts';
import type { AccessLogPlan } from '../model/plan/access-log.ts';
import type { StackDocument } from './documents.ts';

/** A checked access log. */
export function accessLogOf(log: StackDocument['access-log']): AccessLogPlan {
  const { kind, sql } = log;
  return {
    kind,
    writtenBy: accessLogPlugins[kind] ?? log['written-by'] ?? '',
    offBox: log['off-box'] ?? false,
    table:
      sql === undefined
        ? null
        : {
            table: sql.table,
            id: sql.id,
            user: sql.user,
            object: { column: sql.object.column, prefix: sql.object.prefix ?? '' },
            time: sql.time,
            requestId: sql['request-id'] ?? null,
            where: sql.where ?? {},
            covers: sql.covers,
            ...(sql['off-box'] === undefined ? {} : { offBox: sql['off-box'] }),
          },
  };
}
