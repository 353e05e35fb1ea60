import { zipSync, type Zippable } from 'fflate';
import type { Instant } from '../model/json.ts';

/** A ZIP of files by path: sorted, all dated `at`, so that the same files give the same bytes in every time zone. */
export function zipOf(files: ReadonlyMap<string, Buffer>, at: Instant): Buffer {
  const mtime = asLocal(at);
  const entries = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]): [string, Zippable[string]] => [path, [bytes, { mtime }]]);
  return Buffer.from(zipSync(Object.fromEntries(entries)));
}

/** ZIP dates are local, without a zone: this one's local reading is the UTC one. */
function asLocal(at: Instant): Date {
  const utc = new Date(at);
  return new Date(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate(), utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds());
}
