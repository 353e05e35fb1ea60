import type { Fault } from '../model/kind.ts';
import { loseVolume } from './lose-volume.ts';
import { replaceKey } from './replace-key.ts';

/** Every kind of fault that a drill can name. */
export const faults: readonly Fault[] = [loseVolume, replaceKey];
