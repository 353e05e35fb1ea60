import { durationWords } from '../model/words.ts';
import { needsWork } from './cadence.ts';
import { correctiveWords, reviewWords, taskWords, type Overview } from './overview.ts';
import type { PastRun } from './past-run.ts';

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Values as a line of bars from zero to the greatest; a space where nothing was measured. */
export function sparkline(values: readonly (number | null)[]): string {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  return values.map((value) => (value === null ? ' ' : (bars[most === 0 ? 0 : Math.min(7, Math.floor((value / most) * 7.999))] ?? ' '))).join('');
}

/** All runs, oldest first, a block per drill with the trend of its RTO. */
export function historyLines(runs: readonly PastRun[]): readonly string[] {
  const drills = [...new Set(runs.map((run) => `${run.drill} on ${run.site}`))].toSorted();
  return drills.flatMap((name) => {
    const own = runs.filter((run) => `${run.drill} on ${run.site}` === name).toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
    const trend = sparkline(own.map((run) => run.rtoSeconds));
    return [name, `  RTO ${trend}`, ...columns(own.map(cellsOf)).map((line) => `  ${line}`), ''];
  });
}

function cellsOf(run: PastRun): readonly string[] {
  const seconds = (value: number | null): string => (value === null ? '-' : durationWords(value));
  const window = run.unloggedWindowMs === null ? '-' : durationWords(run.unloggedWindowMs / 1000);
  return [
    run.startedAt.slice(0, 16).replace('T', ' '),
    run.verdict,
    run.certified ? `${run.grade}, certified` : run.grade,
    `RTO ${seconds(run.rtoSeconds)}`,
    `RPO ${seconds(run.rpoSeconds)}`,
    `unlogged ${window}`,
    run.runId,
  ];
}

/** Where every drill stands, a line each, what has to be done behind it; then reviews, late corrective actions, and what is not documented. */
export function statusLines({ drills, overdue, undocumented, corrective }: Overview): readonly string[] {
  const review = reviewWords(overdue);
  return [
    ...columns(
      drills.map((status) => [
        status.drill,
        status.site,
        status.last === null ? 'never run' : `${status.last.verdict} (${status.last.grade}${status.last.certified ? ', certified' : ''})`,
        status.ageDays === null ? '' : `${status.ageDays} d old`,
        needsWork(status) ? taskWords(status) : `next by ${status.dueBy?.slice(0, 10) ?? ''}`,
      ]),
    ),
    ...(review === null ? [] : [review]),
    ...correctiveWords(corrective),
    ...undocumented.map(({ drill, site }) => `${drill} on ${site}: not documented, so it cannot be rehearsed`),
  ];
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>((wide, row) => row.map((cell, index) => Math.max(wide[index] ?? 0, cell.length)), []);
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
