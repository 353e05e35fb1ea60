import type { AccessLog } from '../model/access-log.ts';
import type { AccessLogParts } from './index.ts';
import { tableLog } from './table-log.ts';
import { utcSeconds } from './utc-seconds.ts';

/**
 * Simple History 5: numbered rows, times in UTC. It records logins and changes, and no read of an order at all, so no
 * event here ever stands for one; that its rows are complete and go on can be said nevertheless.
 */
export function simpleHistory({ database, plan }: AccessLogParts): AccessLog {
  return {
    kind: 'simple-history',
    plugin: plan.writtenBy,
    covers: [],
    offBox: null,
    ...tableLog(database, {
      table: 'simple_history',
      more: ['simple_history_contexts'],
      id: 'id',
      where: 'FALSE',
      whereValues: [],
      user: '0',
      order: '0',
      seconds: utcSeconds('date'),
      request: 'NULL',
    }),
  };
}
