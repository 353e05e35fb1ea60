import type { Row } from '../model/ports/database.ts';

/** Privileges that read, or let an account be and see itself. */
const harmless = new Set(['USAGE', 'SELECT', 'SHOW VIEW', 'SHOW DATABASES', 'PROCESS', 'REPLICATION CLIENT', 'BINLOG MONITOR', 'PROXY', 'SHOW_ROUTINE']);

/**
 * What the lines of `SHOW GRANTS` give beyond reading, as `PRIVILEGE on what`, sorted. Pure. Nothing else of the lines is
 * kept: some servers print a password's hash in them. What a granted role allows is in lines of its own.
 */
export function writingPrivileges(rows: readonly Row[]): readonly string[] {
  const found = rows.flatMap((row) => {
    const line = String(Object.values(row)[0] ?? '');
    const [, list, on] = /^GRANT (.+?) ON (?:TABLE )?(\S+|`[^`]*`\.\S+) TO /u.exec(line) ?? [];
    if (list === undefined || on === undefined) return [];
    const where = on.replaceAll('`', '').replace(/\\_/gu, '_').replace(/\.\*$/u, '');
    const privileges = list
      .replace(/\([^)]*\)/gu, '')
      .split(',')
      .map((one) => one.trim().toUpperCase());
    const grant = line.includes('WITH GRANT OPTION') ? ['GRANT OPTION'] : [];
    return [...privileges.filter((one) => !harmless.has(one)), ...grant].map((one) => `${one} on ${where === '*' ? 'every database' : where}`);
  });
  return [...new Set(found)].toSorted();
}
