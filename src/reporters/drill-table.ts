import type { DrillResult } from '../model/result.ts';
import { durationWords, plural } from '../model/words.ts';

/** One drill of several, as the table at their end shows it. */
export interface DrillRow {
  readonly drill: string;
  /** Null when it came to none. */
  readonly verdict: DrillResult['verdict'] | null;
  readonly grade: string;
  readonly rtoSeconds: number | null;
  readonly rpoSeconds: number | null;
  readonly ordersLost: number | null;
  /** Why it is not `pass`, most severe first. */
  readonly reasons: readonly string[];
  /** Empty when there is none. */
  readonly report: string;
}

const heads = ['drill', 'verdict', 'grade', 'RTO', 'RPO', 'lost'] as const;

/** One table of several drills: a line each, then why those that did not pass did not, and where every report lies. Pure. */
export function drillTable(rows: readonly DrillRow[]): readonly string[] {
  const cells = rows.map((row) => [
    row.drill,
    (row.verdict ?? 'not run').toUpperCase(),
    row.grade,
    row.rtoSeconds === null ? '-' : durationWords(row.rtoSeconds),
    row.rpoSeconds === null ? '-' : durationWords(row.rpoSeconds),
    row.ordersLost === null ? '-' : String(row.ordersLost),
  ]);
  const widths = heads.map((head, column) => Math.max(head.length, ...cells.map((line) => line[column]?.length ?? 0)));
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const open = rows.filter(({ verdict }) => verdict !== 'pass');
  return [
    '',
    line(heads),
    ...cells.map(line),
    `${plural(rows.length, 'drill')}: ${rows.length - open.length} passed, ${rows.filter(({ verdict }) => verdict === 'fail').length} failed, ${open.filter(({ verdict }) => verdict !== 'fail').length} open`,
    ...open.flatMap(({ drill, reasons }) => [`${drill}:`, ...reasons.map((reason) => `  - ${reason}`)]),
    ...rows.filter(({ report }) => report !== '').map(({ drill, report }) => `Report of ${drill}: ${report}`),
  ];
}
