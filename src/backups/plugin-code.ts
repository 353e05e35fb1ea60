import type { RecognisedSet } from '../model/backup-source.ts';
import { readTar } from './archives/tar.ts';
import { unpackZip } from './archives/zip.ts';
import type { Bytes } from './bytes.ts';
import type { Survey } from './survey.ts';

/** Whoever is shown the code of plugins. */
export interface CodeReader {
  /** Slugs of the plugins whose code is wanted. */
  readonly slugs: ReadonlySet<string>;
  /** A PHP file's first bytes; `path` begins with the slug. */
  look(path: string, text: string): void;
}

/** Of one file: code of people is shorter. */
const mostBytes = 256 * 1024;
const plugin = /(?:^|\/)plugins\/(([^/]+)\/(?:.+\/)?[^/]+\.php)$/u;

/**
 * Shows the code of plugins that lies in a set's archives, one file after the other. An archive that does not open shows
 * nothing: whether a set is whole is for its inspection to say.
 * A tar is read up to the end of its first folder of plugins, so much of what lies before it streams by.
 * @throws {DrillError} BACKUP_DAMAGED, BACKUP_UNREADABLE, ABORTED.
 */
export async function readPluginCode(survey: Survey, { parts }: RecognisedSet, reader: CodeReader): Promise<void> {
  for (const { content, paths } of parts) {
    if (content.kind !== 'archive' || !['web-root', 'wp-content', 'plugins'].includes(content.root)) continue;
    for (const path of paths) await (content.form === 'zip' ? readZip : readTarFile)(survey, path, reader);
  }
}

async function readTarFile(survey: Survey, path: string, reader: CodeReader): Promise<void> {
  const opened = await survey.open(path);
  if (opened.state === 'shut') return;
  let begun = false;
  await readTar(opened.bytes, async (name, type, content) => {
    const inside = /(?:^|\/)plugins\//u.test(name);
    if (begun && !inside) return false;
    begun ||= inside;
    const code = wanted(name, reader);
    if (code !== null && type === 'file') reader.look(code, await beginningOf(content));
    return true;
  });
}

async function readZip(survey: Survey, path: string, reader: CodeReader): Promise<void> {
  const entries = (await survey.zip(path)).filter((entry) => !entry.locked && entry.bytes <= mostBytes && wanted(entry.path, reader) !== null);
  const opened = await survey.open(path);
  if (opened.state === 'shut') return;
  const parts = new Map<string, Buffer[]>();
  await unpackZip(opened.bytes, entries, (chunk, entry) => {
    const known = parts.get(entry.path);
    if (known !== undefined) known.push(chunk);
    else {
      show(parts, reader);
      parts.set(entry.path, [chunk]);
    }
  });
  show(parts, reader);
}

/** Shows what was gathered of one file, and forgets it. */
function show(parts: Map<string, Buffer[]>, reader: CodeReader): void {
  for (const [path, chunks] of parts) reader.look(wanted(path, reader) ?? '', Buffer.concat(chunks).toString('utf8'));
  parts.clear();
}

/** The path from the slug on; null for what nobody asked for. */
function wanted(path: string, { slugs }: CodeReader): string | null {
  const [, code, slug] = plugin.exec(path) ?? [];
  return code !== undefined && slug !== undefined && slugs.has(slug) ? code : null;
}

async function beginningOf(content: Bytes): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    if (length < mostBytes) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8');
}
