import type { BinderInput } from './binder-input.ts';
import { retainUntil } from './retention.ts';

/** The files of the binder as a table for a program or a spreadsheet (RFC 4180). */
export function filesCsv({ runs, retain }: BinderInput): string {
  const rows = runs.flatMap(({ result, certification, files }) =>
    files.map(({ path, sha256, bytes, createdAt }) => [
      path,
      sha256,
      String(bytes),
      createdAt,
      retain === null ? '' : retainUntil(createdAt, retain),
      result.drill.id,
      result.site.id,
      result.run.id,
      result.verdict,
      result.evidenceGrade,
      certification.state,
    ]),
  );
  const head = ['path', 'sha256', 'bytes', 'created', 'retain-until', 'drill', 'site', 'run', 'verdict', 'grade', 'certification'];
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** Quoted where it must be; a spreadsheet never takes one for a formula. */
function field(value: string): string {
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
