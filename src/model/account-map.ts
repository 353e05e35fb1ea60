import { parsedJson } from './parsed-json.ts';

/** Where a migration notes which account got which new number: beside the access log's copy, as nobody can read that log without it. */
export const accountMapFile = '/var/log/phi-offbox/account-map.ndjson';

/** Old number to new, as texts, or the number (from 1) of the first line that is no pair, or repeats a number. */
export function readAccountMap(text: string): { readonly pairs: ReadonlyMap<string, string> } | { readonly badLine: number } {
  const pairs = new Map<string, string>();
  const taken = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const fields = new Map<string, unknown>(Object.entries(parsedJson(line) ?? {}));
    const [before, after] = [idText(fields.get('old')), idText(fields.get('new'))];
    if (before === null || after === null || pairs.has(before) || taken.has(after)) return { badLine: index + 1 };
    pairs.set(before, after);
    taken.add(after);
  }
  return { pairs };
}

function idText(value: unknown): string | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? String(value) : null;
}
