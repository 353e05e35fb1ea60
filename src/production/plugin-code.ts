import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What a plugin's own files say of what it needs. */
export interface PluginCode {
  /** Slugs of its header `Requires Plugins`. */
  readonly requires: readonly string[];
  /** Its code calls WooCommerce, or asks whether it is there. */
  readonly callsShop: boolean;
}

const headBytes = 8192;
const shop =
  /\bWC\s*\(\s*\)|class_exists\s*\(\s*['"]\\{0,2}WooCommerce['"]|['"]woocommerce\/woocommerce\.php['"]|\bwc_get_orders?\s*\(|\bWC_Order\b|['"]woocommerce_[a-z_]+['"]/u;
const ignored: PluginCode = { requires: [], callsShop: false };

/** Gathers what the files of active plugins say, whatever they are read from. WooCommerce's own are not asked for. */
export class PluginCodes {
  readonly slugs: ReadonlySet<string>;
  readonly #found = new Map<string, PluginCode>();

  constructor(slugs: readonly string[]) {
    this.slugs = new Set(slugs.filter((slug) => slug !== 'woocommerce'));
  }

  /** A PHP file; `path` begins with the slug. */
  look(path: string, text: string): void {
    const [slug = '', ...rest] = path.split('/');
    const known = this.#found.get(slug) ?? ignored;
    const requires = rest.length === 1 ? requiredBy(text.slice(0, headBytes)) : [];
    this.#found.set(slug, { requires: requires.length > 0 ? requires : known.requires, callsShop: known.callsShop || shop.test(text) });
  }

  /** By slug; a plugin of which no file was seen is not in it. */
  found(): ReadonlyMap<string, PluginCode> {
    return this.#found;
  }
}

/** As WordPress reads a plugin's main file; empty for any other. */
function requiredBy(head: string): readonly string[] {
  const field = (name: string): string => new RegExp(`^[ \\t/*#@]*${name}:\\s*(.+?)\\s*$`, 'mu').exec(head)?.[1] ?? '';
  if (field('Plugin Name') === '') return [];
  return field('Requires Plugins')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => /^[a-z0-9]+(-[a-z0-9]+)*$/u.test(one));
}

/** Files of one plugin that are looked at. */
const mostFiles = 2_000;

/** Reads the code of plugins below a web root of this host. What cannot be read says nothing; links are not followed. */
export async function readPluginFolders(root: string, codes: PluginCodes, signal: AbortSignal): Promise<void> {
  const plugins = join(root, 'wp-content/plugins');
  for (const slug of codes.slugs) {
    const entries = await readdir(join(plugins, slug), { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.php')).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.slice(0, mostFiles)) {
      signal.throwIfAborted();
      const text = await readFile(file, 'utf8').catch(() => null);
      if (text !== null) codes.look(relative(plugins, file), text);
    }
  }
}
