import type { RunEnd } from './removal.ts';

/** What a teardown did. */
export interface StackEnd {
  readonly removed: readonly { readonly kind: 'container' | 'volume' | 'network'; readonly name: string }[];
  readonly leftovers: readonly string[];
  readonly destroyed: readonly { readonly what: string; readonly how: string }[];
  /** The engine did not answer. */
  readonly lost?: boolean;
}

/** A removal as a teardown: what it destroyed is the data of its volumes. */
export function endOf(end: RunEnd, how = 'removed from the engine with the mirror'): StackEnd {
  const volumes = end.removed.filter((object) => object.kind === 'volume');
  return {
    removed: end.removed.map(({ kind, name }) => ({ kind, name })),
    leftovers: end.leftovers,
    lost: end.lost,
    destroyed: volumes.map((object) => ({ what: `volume ${object.name}`, how })),
  };
}

/** Several teardowns of one run as one. */
export function joined(ends: readonly StackEnd[]): StackEnd {
  return {
    removed: ends.flatMap((end) => end.removed),
    leftovers: ends.flatMap((end) => end.leftovers),
    destroyed: ends.flatMap((end) => end.destroyed),
    lost: ends.some((end) => end.lost === true),
  };
}
