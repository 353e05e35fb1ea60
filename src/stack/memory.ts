import type { Variant } from '../model/variant.ts';
import { memoryMibOf } from './container-spec.ts';

/** What the engine keeps for itself and for the host, MiB. */
const reservedMib = 1024;

/**
 * How many of these mirrors may stand at once so that their containers' limits fit into the engine's memory together:
 * counted by the largest of them, at least 1, at most `jobs`. Pure.
 */
export function mirrorsAtOnce(jobs: number, variants: readonly Variant[], engineBytes: number): { readonly atOnce: number; readonly mirrorMib: number } {
  const mirrorMib = Math.max(0, ...variants.map(memoryMibOf));
  const room = Math.floor((engineBytes / 1048576 - reservedMib) / Math.max(1, mirrorMib));
  return { atOnce: Math.max(1, Math.min(jobs, room)), mirrorMib };
}
