import { needsWork, type DrillStatus } from './cadence.ts';
import type { Overview } from './overview.ts';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly of: (status: DrillStatus) => number | null;
}

const seconds = (instant: string): number => Date.parse(instant) / 1000;
const flag = (value: boolean): number => (value ? 1 : 0);

const metrics: readonly Metric[] = [
  {
    name: 'muster_drill_last_run_timestamp_seconds',
    help: 'When the last run of the drill began.',
    of: ({ last }) => (last === null ? null : seconds(last.startedAt)),
  },
  { name: 'muster_drill_passed', help: '1 when the last run passed.', of: ({ last }) => flag(last?.verdict === 'pass') },
  { name: 'muster_drill_certified', help: '1 when the last run is certified.', of: ({ last }) => flag(last?.certified === true) },
  { name: 'muster_drill_due', help: '1 when the last run is too old, or there is none.', of: ({ due }) => flag(due) },
  { name: 'muster_drill_changes', help: 'Things that changed since the last run: it is stale when there are any.', of: ({ changed }) => changed.length },
  { name: 'muster_drill_needs_work', help: '1 when the drill is due, stale or not passed.', of: (status) => flag(needsWork(status)) },
  { name: 'muster_drill_rto_seconds', help: 'Recovery time that the last run measured.', of: ({ last }) => last?.rtoSeconds ?? null },
  { name: 'muster_drill_rpo_seconds', help: 'Loss of records that the last run measured.', of: ({ last }) => last?.rpoSeconds ?? null },
  {
    name: 'muster_drill_unlogged_window_seconds',
    help: 'How long the last run saw PHI served without a log row.',
    of: ({ last }) => (last?.unloggedWindowMs === null || last === null ? null : last.unloggedWindowMs / 1000),
  },
];

/**
 * The overview in Prometheus' text format, for a file that a collector reads. A figure that was not measured is absent,
 * never 0. `muster_status_timestamp_seconds` says when: alert on its age, too.
 */
export function metricsText({ at, drills, overdue, corrective }: Overview): string {
  const perDrill = metrics.flatMap(({ name, help, of }) => {
    const samples = drills.flatMap((status) => {
      const value = of(status);
      return value === null ? [] : [`${name}{${labels({ drill: status.drill, site: status.site, grade: status.last?.grade ?? 'none' })}} ${value}`];
    });
    return samples.length === 0 ? [] : [...head(name, help), ...samples];
  });
  return [
    ...perDrill,
    ...head('muster_controls_overdue', 'Controls whose review is overdue.'),
    `muster_controls_overdue ${overdue.length}`,
    ...head('muster_corrective_open', 'Corrective actions that are not closed, waived ones too.'),
    `muster_corrective_open ${corrective.open.length}`,
    ...head('muster_corrective_overdue', 'Corrective actions that are late, or whose waiver has expired.'),
    `muster_corrective_overdue ${corrective.open.filter((action) => action.overdue).length}`,
    ...head('muster_corrective_register_broken', '1 when the chain or a signature of the register of corrective actions does not hold.'),
    `muster_corrective_register_broken ${flag(corrective.problem !== null)}`,
    ...head('muster_status_timestamp_seconds', 'When this file was made.'),
    `muster_status_timestamp_seconds ${seconds(at)}`,
    '',
  ].join('\n');
}

function head(name: string, help: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`];
}

function labels(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`)
    .join(',');
}
