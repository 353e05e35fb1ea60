/** The constants from which WordPress makes the keys of its cookies and nonces. */
export const saltNames = [
  'AUTH_KEY',
  'SECURE_AUTH_KEY',
  'LOGGED_IN_KEY',
  'NONCE_KEY',
  'AUTH_SALT',
  'SECURE_AUTH_SALT',
  'LOGGED_IN_SALT',
  'NONCE_SALT',
] as const;

/** The lines of wp-config.php that define them, each on one line, as an extended regular expression. */
export const saltLines = `^[[:space:]]*define\\([[:space:]]*['"](${saltNames.join('|')})['"]`;

/** The options in which WordPress keeps those that it made up itself, because wp-config.php defines none. Source: wp_salt(). */
export const saltOptions = saltNames.map((name) => name.toLowerCase());
