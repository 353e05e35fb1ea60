import type { Containers } from '../model/ports/containers.ts';

/** Why what a mirror does says nothing of the shop. */
export type Trouble = 'ENGINE_LOST' | 'HOST_FULL';

/** Below this the engine's disk counts as full: a database refuses writes before the last byte is taken, and gives some back. */
const leastMib = 32;
const timeoutMs = 10_000;

/**
 * Whether the mirror's lease runs on an engine that answers, and whether the disk of the engine's data has room; null when
 * there is no trouble, or the disk cannot be looked at. Never throws.
 */
export async function troubleOf({ exec, running }: Pick<Containers, 'exec' | 'running'>): Promise<Trouble | null> {
  if (!(await running('toolbox').catch(() => false))) return 'ENGINE_LOST';
  const looked = await exec('toolbox', ['df', '--output=avail', '--block-size=1M', '/backups'], { timeoutMs }).catch(() => null);
  const free = /^\s*(\d+)\s*$/mu.exec(looked?.stdout.toString('utf8') ?? '')?.[1];
  return free !== undefined && Number(free) < leastMib ? 'HOST_FULL' : null;
}
