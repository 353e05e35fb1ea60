import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** What a WordPress plugin's main file (or WordPress core's version file, or a theme's style sheet) says of itself; empty where it says nothing. */
export interface PluginHeader {
  readonly version: string;
  readonly requiresWordPress: string;
  readonly requiresPlugins: readonly string[];
}

const headBytes = 8192;

/**
 * Reads the header as WordPress does: from the first 8 KiB of `SLUG/SLUG.php`, of core's `version.php`, or
 * of a theme's `style.css`. A link below
 * the folder is not followed, a pipe not waited for: such a file says nothing.
 */
export async function pluginHeader(folder: string, slug: string): Promise<PluginHeader> {
  for (const file of [`${slug}.php`, 'wp-includes/version.php', 'style.css']) {
    const text = await headOf(folder, file).catch(() => '');
    const field = (name: string): string => new RegExp(`^[ \\t/*#@]*${name}:\\s*(.+?)\\s*$`, 'm').exec(text)?.[1] ?? '';
    const version = field('Version') === '' ? (/\$wp_version\s*=\s*'([^']+)'/.exec(text)?.[1] ?? '') : field('Version');
    if (version !== '')
      return {
        version,
        requiresWordPress: field('Requires at least'),
        requiresPlugins: field('Requires Plugins')
          .split(',')
          .map((one) => one.trim())
          .filter((one) => one !== ''),
      };
  }
  return { version: '', requiresWordPress: '', requiresPlugins: [] };
}

async function headOf(folder: string, file: string): Promise<string> {
  const path = join(await realpath(folder), file);
  if ((await realpath(path)) !== path) return '';
  await using handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if (!(await handle.stat()).isFile()) return '';
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  return buffer.toString('utf8', 0, bytesRead);
}
