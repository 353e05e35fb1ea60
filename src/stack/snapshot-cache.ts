import type { Engine } from './engine.ts';
import { engineCall, engineStatus } from './engine-call.ts';
import { cacheLabel } from './image-build.ts';

/** Removes cached mirrors that no container uses; returns their volumes' names. Images stay. */
export async function removeSnapshots(engine: Engine): Promise<readonly string[]> {
  const { Volumes } = await engineCall('listing cached mirrors', engine.docker.listVolumes({ filters: { label: [cacheLabel] } }));
  const names = (Volumes ?? [])
    .filter((volume) => (volume.Labels?.[cacheLabel] ?? '') !== '' && volume.Name.startsWith('muster-snapshot-'))
    .map((volume) => volume.Name);
  const removed: string[] = [];
  for (const name of names) {
    try {
      await engine.docker.getVolume(name).remove();
      removed.push(name);
    } catch (error) {
      if (![404, 409].includes(engineStatus(error))) await engineCall(`removing ${name}`, Promise.reject(error));
    }
  }
  return removed;
}
