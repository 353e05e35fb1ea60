import type { Database } from '../../src/model/ports/database.ts';

/**
 * The tables of the plugins that this machine may not have, as they create them.
 * Sources: WP Activity Log 5.2.2 (class-occurrences-entity.php), Simple History 5.26.0 (class-setup-database.php),
 * Stream 4.3.0 (class-install.php).
 */
export const logTables: readonly string[] = [
  `CREATE TABLE wp_wsal_occurrences (id bigint NOT NULL AUTO_INCREMENT, site_id bigint NOT NULL, alert_id bigint NOT NULL, created_on double NOT NULL,
    client_ip varchar(255) NOT NULL, severity varchar(255) NOT NULL, object varchar(255) NOT NULL, event_type varchar(255) NOT NULL,
    user_agent varchar(255) NOT NULL, user_roles varchar(255) NOT NULL, username varchar(255) DEFAULT NULL, user_id bigint DEFAULT NULL,
    session_id varchar(255) NOT NULL, post_status varchar(255) NOT NULL, post_type varchar(255) NOT NULL, post_id bigint NOT NULL, PRIMARY KEY (id),
    KEY site_alert_created (site_id, alert_id, created_on), KEY created_on (created_on))`,
  `CREATE TABLE wp_wsal_metadata (id bigint NOT NULL AUTO_INCREMENT, occurrence_id bigint NOT NULL, name varchar(60) NOT NULL, value longtext NOT NULL, PRIMARY KEY (id))`,
  `CREATE TABLE wp_simple_history (id bigint(20) NOT NULL AUTO_INCREMENT, date datetime NOT NULL, logger varchar(30) DEFAULT NULL, level varchar(20) DEFAULT NULL,
    message varchar(255) DEFAULT NULL, occasionsID varchar(32) DEFAULT NULL, initiator varchar(16) DEFAULT NULL, PRIMARY KEY (id), KEY date (date),
    KEY loggerdate (logger, date)) CHARSET=utf8`,
  'CREATE TABLE wp_simple_history_contexts (context_id bigint(20) unsigned NOT NULL AUTO_INCREMENT, history_id bigint(20) unsigned NOT NULL, `key` varchar(255) DEFAULT NULL, value longtext, PRIMARY KEY (context_id)) CHARSET=utf8',
  `CREATE TABLE wp_stream (ID bigint(20) unsigned NOT NULL AUTO_INCREMENT, site_id bigint(20) unsigned NOT NULL DEFAULT 1, blog_id bigint(20) unsigned NOT NULL DEFAULT 1,
    object_id bigint(20) unsigned NULL, user_id bigint(20) unsigned NOT NULL DEFAULT 0, user_role varchar(50) NOT NULL DEFAULT '', summary longtext NOT NULL,
    created datetime NOT NULL DEFAULT '0000-00-00 00:00:00', connector varchar(100) NOT NULL, context varchar(100) NOT NULL, action varchar(100) NOT NULL,
    ip varchar(39) NULL, PRIMARY KEY (ID))`,
  'CREATE TABLE wp_stream_meta (meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT, record_id bigint(20) unsigned NOT NULL, meta_key varchar(200) NOT NULL, meta_value varchar(200) NOT NULL, PRIMARY KEY (meta_id))',
];

const ten = Date.parse('2026-11-23T10:00:00.000Z') / 1000;

/** Five events of one user and order, the second an order opened in the editor where the plugin has such an event. */
export async function fillLog(database: Database, kind: 'wp-activity-log' | 'simple-history' | 'stream', user: number, order: number): Promise<void> {
  for (const number of [1, 2, 3, 4, 5]) {
    const opened = number === 2;
    if (kind === 'wp-activity-log') {
      await database.execute(
        `INSERT INTO wp_wsal_occurrences (site_id, alert_id, created_on, client_ip, severity, object, event_type, user_agent, user_roles, username, user_id, session_id, post_status, post_type, post_id)
         VALUES (1, ?, ?, '192.0.2.1', '200', 'woocommerce-store', ?, '', 'administrator', 'someone', ?, '', 'on-hold', 'shop_order', ?)`,
        [opened ? 9154 : 9036, ten + 0.4567, opened ? 'opened' : 'modified', user, order],
      );
    } else if (kind === 'simple-history') {
      await database.execute(
        "INSERT INTO wp_simple_history (date, logger, level, message, initiator) VALUES ('2026-11-23 10:00:00', 'SimplePostLogger', 'info', '', 'wp_user')",
      );
    } else {
      await database.execute(
        "INSERT INTO wp_stream (object_id, user_id, user_role, summary, created, connector, context, action) VALUES (?, ?, 'administrator', '', '2026-11-23 10:00:00', 'woocommerce', 'orders', 'updated')",
        [order, user],
      );
    }
  }
}
