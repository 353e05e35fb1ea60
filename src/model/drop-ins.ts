/** Files that WordPress loads from wp-content by their name (get_dropins in wp-admin/includes/plugin.php). */
export const dropIns: readonly string[] = [
  'advanced-cache.php',
  'db.php',
  'db-error.php',
  'fatal-error-handler.php',
  'install.php',
  'maintenance.php',
  'object-cache.php',
  'php-error.php',
];

/** Those that only a network of sites loads. */
export const networkDropIns: readonly string[] = ['sunrise.php', 'blog-deleted.php', 'blog-inactive.php', 'blog-suspended.php'];
