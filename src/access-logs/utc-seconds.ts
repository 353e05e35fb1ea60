/** SQL: seconds since 1970 of a DATETIME column that holds UTC, whatever the connection's time zone is. */
export function utcSeconds(column: string): string {
  return `TIMESTAMPDIFF(MICROSECOND, '1970-01-01', \`${column}\`) / 1000000`;
}
