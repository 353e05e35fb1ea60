import type { AccessLog } from '../model/access-log.ts';
import type { AccessLogParts } from './index.ts';
import { tableLog } from './table-log.ts';
import { utcSeconds } from './utc-seconds.ts';

/** Stream 4: numbered rows, times in UTC. Its connectors record changes, and no read of an order at all. */
export function stream({ database, plan }: AccessLogParts): AccessLog {
  return {
    kind: 'stream',
    plugin: plan.writtenBy,
    covers: [],
    offBox: null,
    ...tableLog(database, {
      table: 'stream',
      more: ['stream_meta'],
      id: 'ID',
      where: 'FALSE',
      whereValues: [],
      user: 'user_id',
      order: 'object_id',
      seconds: utcSeconds('created'),
      request: 'NULL',
    }),
  };
}
