import type { AccessLog } from '../model/access-log.ts';
import type { AccessLogParts } from './index.ts';
import { tableLog } from './table-log.ts';

/** "Opened an order in the editor": the one event with which WP Activity Log records the read of an order. */
const orderOpened = 9154;

/**
 * WP Activity Log (wp-security-audit-log 5): numbered rows, Unix seconds with a fraction. It records that an order was
 * opened in wp-admin's editor, and no other read.
 */
export function wpActivityLog({ database, plan }: AccessLogParts): AccessLog {
  return {
    kind: 'wp-activity-log',
    plugin: plan.writtenBy,
    covers: ['admin-edit'],
    offBox: null,
    ...tableLog(database, {
      table: 'wsal_occurrences',
      more: ['wsal_metadata'],
      id: 'id',
      where: 'alert_id = ?',
      whereValues: [orderOpened],
      user: 'user_id',
      order: 'post_id',
      seconds: 'created_on',
      request: 'NULL',
    }),
  };
}
