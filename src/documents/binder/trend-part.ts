import { heading, paragraph, table, type Block } from '../../model/markdown.ts';
import { quarterOf } from '../../model/quarter.ts';
import type { EvidenceGrade } from '../../model/reading.ts';
import type { DrillResult } from '../../model/result.ts';
import { chartSvg } from '../chart.ts';
import { countedGrades, type BinderInput } from './binder-input.ts';

interface Figure {
  readonly id: string;
  readonly title: string;
  readonly of: (result: DrillResult) => number | null;
}

const figures: readonly Figure[] = [
  { id: 'rto', title: 'Recovery time', of: ({ measured }) => measured.rtoSeconds },
  { id: 'rpo', title: 'Loss of records', of: ({ measured }) => measured.rpoSeconds },
  {
    id: 'unlogged',
    title: 'PHI served without a log row',
    of: ({ assertions }) => {
      const windowMs = assertions.find(({ kind }) => kind === 'no-unlogged-phi')?.counts['windowMs'];
      return windowMs === undefined ? null : windowMs / 1000;
    },
  },
];

/** RTO, RPO and unlogged window over the quarters: the last run of each drill in each, a plot and a table for each grade. */
export function trendPart({ history }: BinderInput): { readonly blocks: readonly Block[]; readonly charts: ReadonlyMap<string, string> } {
  const charts = new Map<string, string>();
  const blocks = [...countedGrades, 'demo' as const].flatMap((grade) => gradeBlocks(history, grade, charts));
  return {
    blocks: blocks.length === 0 ? [] : [heading(2, 'Trends'), paragraph('The last run of each quarter, in seconds. Grades are never merged.'), ...blocks],
    charts,
  };
}

function gradeBlocks(history: readonly DrillResult[], grade: EvidenceGrade, charts: Map<string, string>): readonly Block[] {
  const own = history.filter((result) => result.evidenceGrade === grade);
  if (own.length === 0) return [];
  const quarters = [...new Set(own.map(({ run }) => quarterOf(run.startedAt)))].toSorted();
  const names = [...new Set(own.map(nameOf))].toSorted();
  return [
    heading(3, grade === 'demo' ? 'demo (shows how it works, counts for nothing)' : grade),
    ...figures.flatMap(({ id, title, of }) => {
      const series = names.map((name) => ({ name, values: quarters.map((quarter) => lastOf(own, name, quarter, of)) }));
      const url = `charts/${id}-${grade}.svg`;
      charts.set(url, chartSvg({ title: `${title} (${grade})`, unit: 'seconds', marks: quarters, series }));
      const image: Block = { type: 'paragraph', children: [{ type: 'image', url, alt: `${title} by quarter; the table below has the same figures` }] };
      const rows = series.map(({ name, values }) => [name, ...values.map((value) => (value === null ? 'not measured' : String(value)))]);
      return [image, table([[title, ...quarters], ...rows])];
    }),
  ];
}

function lastOf(own: readonly DrillResult[], name: string, quarter: string, of: Figure['of']): number | null {
  const last = own.findLast((result) => nameOf(result) === name && quarterOf(result.run.startedAt) === quarter);
  return last === undefined ? null : of(last);
}

function nameOf({ drill, site }: DrillResult): string {
  return `${drill.id} on ${site.id}`;
}
