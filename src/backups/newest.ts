import type { Instant } from '../model/json.ts';
import type { SetFacts } from './facts.ts';

/** The newest record of a set and what it is; null where none was read. */
export function newestOf({ database }: SetFacts): { readonly of: string; readonly at: Instant } | null {
  const newest = (database?.newest() ?? []).toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  return newest === undefined ? null : { of: newest.of, at: `${newest.at.slice(0, 19).replace(' ', 'T')}Z` };
}
