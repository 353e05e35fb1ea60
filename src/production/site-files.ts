import { constants } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { BaselineComponent } from '../model/baseline.ts';
import { dropIns, networkDropIns } from '../model/drop-ins.ts';
import { DrillError } from '../model/errors.ts';
import type { Digest } from '../model/json.ts';
import { parseWpConfig, type WpConfig } from './wp-config.ts';

/** Production's files, where they lie on this host. */
export interface SiteFiles {
  readonly config: WpConfig | null;
  readonly wordpress: string | null;
  readonly components: readonly Omit<BaselineComponent, 'active'>[];
  /** Folders of `wp-content/uploads`, without the years. */
  readonly uploads: readonly string[];
}

export interface SiteFilesInput {
  /** The folder that holds `wp-load.php`. */
  readonly root: string;
  /** Digest of a folder or file; not asked for when null. */
  readonly digest: ((path: string) => Promise<Digest>) | null;
  readonly signal: AbortSignal;
}

/**
 * Reads what lies below a web root, as WordPress would find it: also a drop-in that is a link is followed, and one that
 * leads nowhere is not there. Only `wp-content` at its usual place is looked at.
 * @throws {DrillError} INVALID_FLAG when it is no web root of WordPress, ABORTED.
 */
export async function readSiteFiles({ root, digest, signal }: SiteFilesInput): Promise<SiteFiles> {
  const version = await head(join(root, 'wp-includes', 'version.php'));
  if (version === null)
    throw new DrillError('INVALID_FLAG', `${root}: this is no web root of WordPress`, { hint: 'Name the folder that holds wp-load.php with --wp-root.' });
  const content = join(root, 'wp-content');
  const plain: Omit<BaselineComponent, 'active'>[] = [];
  const add = async (kind: BaselineComponent['kind'], slug: string, path: string, main: string): Promise<void> => {
    signal.throwIfAborted();
    plain.push({ kind, slug, version: versionOf(await head(main)), digest: digest === null ? null : await digest(path) });
  };
  for (const { slug, path, main } of await pluginsIn(join(content, 'plugins'))) await add('plugin', slug, path, main);
  for (const { path, main } of await pluginsIn(join(content, 'mu-plugins'))) await add('must-use', basename(path), path, main);
  for (const name of await names(join(content, 'themes'))) await add('theme', name, join(content, 'themes', name), join(content, 'themes', name, 'style.css'));
  for (const name of [...dropIns, ...networkDropIns])
    if ((await kindOf(join(content, name))) === 'file') await add('drop-in', name, join(content, name), join(content, name));
  return {
    config: await configOf(root),
    wordpress: /\$wp_version\s*=\s*'([^']+)'/u.exec(version)?.[1] ?? null,
    components: plain,
    uploads: (await names(join(content, 'uploads'))).filter((name) => !/^\d{4}$/u.test(name)),
  };
}

/** Plugins as WordPress lists them: `FOLDER/*.php` with a header, or a single file. */
async function pluginsIn(folder: string): Promise<readonly { readonly slug: string; readonly path: string; readonly main: string }[]> {
  const found = [];
  for (const name of await listed(folder)) {
    const path = join(folder, name);
    const kind = await kindOf(path);
    if (kind === 'file' && name.endsWith('.php') && name !== 'index.php') found.push({ slug: basename(name, '.php'), path, main: path });
    if (kind === 'folder') found.push({ slug: name, path, main: await mainFile(path, name) });
  }
  return found;
}

async function mainFile(folder: string, slug: string): Promise<string> {
  const usual = join(folder, `${slug}.php`);
  if (versionOf(await head(usual)) !== null) return usual;
  for (const name of await listed(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.php') && /^[ \t/*#@]*Plugin Name:/mu.test((await head(path)) ?? '')) return path;
  }
  return usual;
}

async function configOf(root: string): Promise<WpConfig | null> {
  for (const path of [join(root, 'wp-config.php'), join(dirname(root), 'wp-config.php')]) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null) return parseWpConfig(text);
  }
  return null;
}

function versionOf(text: string | null): string | null {
  return /^[ \t/*#@]*Version:\s*(\S+)/mu.exec(text ?? '')?.[1] ?? null;
}

/** The first 8 KiB, as WordPress reads headers; null when there is no regular file. */
async function head(path: string): Promise<string | null> {
  try {
    // A pipe would otherwise be waited for.
    await using handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await handle.stat()).isFile()) return null;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8192), 0, 8192, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return null;
  }
}

async function names(folder: string): Promise<readonly string[]> {
  const found = await Promise.all((await listed(folder)).map(async (name) => ((await kindOf(join(folder, name))) === 'folder' ? [name] : [])));
  return found.flat();
}

async function listed(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder).catch(() => []);
  return found.filter((name) => !name.startsWith('.')).toSorted();
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'other'> {
  const stats = await stat(path).catch(() => null);
  if (stats === null) return 'other';
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
}
