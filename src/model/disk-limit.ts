import type { DrillPlan } from './plan/drill.ts';

/** The fault that fills a disk, and how large the disk is then, MiB. */
export const fillDiskKind = 'fill-disk';
export const diskMib = { least: 128, usual: 256, most: 512 } as const;

/**
 * How large the database's volume may be, MiB; null: as large as the engine has room. Only a drill that fills the disk
 * limits it: the volume then lies in memory, and nothing can fill the host's disk through it. Pure.
 */
export function databaseDiskMib({ faults }: Pick<DrillPlan, 'faults'>): number | null {
  const fault = faults.find(({ kind }) => kind === fillDiskKind);
  if (fault === undefined) return null;
  const asked = fault.params['mib'];
  return typeof asked === 'number' ? asked : diskMib.usual;
}
