import { parsedJson } from './parsed-json.ts';

/** Where the site keeps its revocation journal: on the off-box log's volume, so that no restore of the database takes it back. */
export const revocationJournal = '/var/log/phi-offbox/revocations.ndjson';

/**
 * One thing that was taken away, as the journal names it: an account that was closed, one of an account's roles, one of its
 * application passwords (by uuid), a WooCommerce API key (by number). Holds no secret.
 */
export type Revocation =
  | { readonly what: 'account'; readonly login: string }
  | { readonly what: 'role'; readonly login: string; readonly role: string }
  | { readonly what: 'application-password'; readonly login: string; readonly uuid: string }
  | { readonly what: 'api-key'; readonly key: number };

/** A journal's entries, in order, or the number (from 1) of the first line that is none. */
export function readRevocations(text: string): { readonly entries: readonly Revocation[] } | { readonly badLine: number } {
  const entries: Revocation[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const entry = entryOf(line);
    if (entry === null) return { badLine: index + 1 };
    entries.push(entry);
  }
  return { entries };
}

function entryOf(line: string): Revocation | null {
  const fields = new Map<string, unknown>(Object.entries(parsedJson(line) ?? {}));
  const [what, login, role, uuid, key] = ['what', 'login', 'role', 'uuid', 'key'].map((name) => fields.get(name));
  if (what === 'api-key') return typeof key === 'number' && Number.isSafeInteger(key) && key > 0 ? { what, key } : null;
  if (typeof login !== 'string' || login === '') return null;
  if (what === 'account') return { what, login };
  if (what === 'role') return typeof role === 'string' && role !== '' ? { what, login, role } : null;
  if (what === 'application-password') return typeof uuid === 'string' && uuid !== '' ? { what, login, uuid } : null;
  return null;
}
