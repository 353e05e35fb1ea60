import { Readable } from 'node:stream';
import type { BackupSource, SourceFile } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import { linesOf, type Tool } from './tool.ts';
import type { Where } from './where.ts';

/**
 * Files of one snapshot of a restic repository. The repository and its password reach restic through its environment
 * (`RESTIC_REPOSITORY`, `RESTIC_PASSWORD`). restic itself checks every block that it reads.
 */
export function resticSource({ title, snapshot }: Extract<Where, { kind: 'restic' }>, tool: Tool): BackupSource {
  let listed: Promise<Listing> | null = null;
  const listing = (): Promise<Listing> => (listed ??= list(tool, snapshot));
  return {
    title,
    async list(signal) {
      signal.throwIfAborted();
      return (await listing()).files;
    },
    read: (path, { start = 0, end = Number.POSITIVE_INFINITY } = {}) => Readable.from(part(tool, listing(), { path, start, end }), { objectMode: false }),
  };
}

interface Listing {
  readonly id: string;
  /** What all paths begin with, as they were backed up. */
  readonly root: string;
  readonly files: readonly SourceFile[];
}

async function list(tool: Tool, snapshot: string): Promise<Listing> {
  const nodes = (await linesOf(tool.stream(['restic', '--no-lock', 'ls', '--json', snapshot]))).map(fieldsOf);
  const id = nodes.find((node) => node.get('struct_type') === 'snapshot')?.get('id');
  const files = nodes.flatMap((node) => {
    const [path, size] = [node.get('path'), node.get('size') ?? 0];
    return node.get('type') === 'file' && typeof path === 'string' && typeof size === 'number' ? [{ path, bytes: size }] : [];
  });
  const root = commonFolder(files.map((file) => file.path));
  return {
    id: typeof id === 'string' ? id : snapshot,
    root,
    files: files.map(({ path, bytes }) => ({ path: path.slice(root.length), bytes })).toSorted((left, right) => (left.path < right.path ? -1 : 1)),
  };
}

function fieldsOf(line: string): ReadonlyMap<string, unknown> {
  try {
    return new Map<string, unknown>(Object.entries((JSON.parse(line) as object | null) ?? {}));
  } catch (cause) {
    throw new DrillError('BACKUP_UNREADABLE', 'restic did not list the snapshot as JSON.', { cause });
  }
}

/** The longest folder that all paths lie in, with its last `/`. */
function commonFolder(paths: readonly string[]): string {
  let folder = paths[0]?.replace(/[^/]*$/u, '') ?? '';
  while (!paths.every((path) => path.startsWith(folder))) folder = folder.replace(/[^/]*\/$/u, '');
  return folder;
}

/** restic gives whole files only: what is not wanted is read and left out. */
async function* part(
  tool: Tool,
  listing: Promise<Listing>,
  { path, start, end }: { readonly path: string; readonly start: number; readonly end: number },
): AsyncGenerator<Buffer> {
  const { id, root } = await listing;
  let at = 0;
  for await (const chunk of tool.stream(['restic', '--no-lock', 'dump', id, root + path])) {
    const bytes = chunk as Buffer;
    const wanted = bytes.subarray(Math.max(0, start - at), Math.max(0, end - at));
    at += bytes.length;
    if (wanted.length > 0) yield wanted;
    if (at >= end) return;
  }
}
