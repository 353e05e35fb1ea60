/**
 * Where WordPress, WooCommerce and the common backup and migration plugins leave what must not be served, and what people
 * leave beside it. Paths from `/`. Sources: WooCommerce's `WC_Install::create_files`; the default folders of UpdraftPlus
 * and All-in-One WP Migration; `WP_DEBUG_LOG`; the copies that editors and people make of wp-config.php.
 */
export const privateFiles: readonly string[] = [
  '/wp-content/uploads/wc-logs/fatal-errors.log',
  '/wp-content/uploads/woocommerce_uploads/prescription.txt',
  '/wp-content/backups/database.txt',
  '/wp-content/updraft/backup-db.txt',
  '/wp-content/ai1wm-backups/shop.wpress',
  '/wp-content/debug.log',
  '/.git/config',
  '/.env',
  '/wp-config.php.bak',
  '/wp-config.php~',
  '/wp-config.old',
  '/database.sql',
];
