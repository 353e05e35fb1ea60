import type { ServiceName } from '../model/reading.ts';

/** Every object of a run carries `muster.run=<run id>`; nothing without it is ever touched. */
export const runLabel = 'muster.run';
/** What an object is for: a service's name, a volume's role, `network` or `custodian`. */
export const roleLabel = 'muster.role';
/** Set to `true` by --keep-stack: `muster sweep` leaves the run alone unless --all is given. */
export const keepLabel = 'muster.keep';

export type VolumeRole = 'webroot' | 'database' | 'backups' | 'escrow' | 'offbox' | 'guard' | 'values';
export const volumeRoles: readonly VolumeRole[] = ['webroot', 'database', 'backups', 'escrow', 'offbox', 'guard', 'values'];

/** The names of one run's objects, and the labels they carry. */
export interface RunNames {
  readonly runId: string;
  readonly network: string;
  container(service: ServiceName): string;
  volume(role: VolumeRole): string;
  labels(role: string): Record<string, string>;
}

export function namesOf(runId: string, keep: boolean): RunNames {
  return {
    runId,
    network: `muster-${runId}-net`,
    container: (service) => `muster-${runId}-${service}`,
    volume: (role) => `muster-${runId}-${role}`,
    labels: (role) => ({ [runLabel]: runId, [roleLabel]: role, ...(keep ? { [keepLabel]: 'true' } : {}) }),
  };
}
