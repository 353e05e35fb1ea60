import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { Instant } from '../model/json.ts';

/** A ZIP of files by path: sorted, all dated `at`, so that the same files give the same bytes in every time zone. */
export async function zipOf(files: ReadonlyMap<string, Buffer>, at: Instant): Promise<Buffer> {
  const zip = new ZipFile();
  const mtime = asLocal(at);
  for (const [path, bytes] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    zip.addBuffer(bytes, path, { mtime, mode: 0o100644, forceDosTimestamp: true });
  zip.end();
  return await buffer(zip.outputStream);
}

/** ZIP dates are local, without a zone: this one's local reading is the UTC one. */
function asLocal(at: Instant): Date {
  const utc = new Date(at);
  return new Date(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate(), utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds());
}
