import { distance } from 'fastest-levenshtein';

/** The valid name that `name` was probably meant to be; undefined when none is near (a third of its letters). */
export function nearest(name: string, valid: readonly string[]): string | undefined {
  if (name.length > 100) return undefined;
  const lower = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of valid) {
    const steps = distance(lower, candidate.toLowerCase());
    if (steps < bestDistance && steps < candidate.length) {
      best = candidate;
      bestDistance = steps;
    }
  }
  return best;
}

/** A list of names as a sentence shows it, cut after `limit`. */
export function nameList(names: readonly string[], limit = 12): string {
  const shown = names.slice(0, limit).join(', ');
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
}
