import type { PartContent } from '../../model/backup-source.ts';

type Root = Extract<PartContent, { kind: 'archive' }>['root'];

/** Files that matter for a site's coming up again, of one archive or of many; the rest is only counted. */
export class Inventory {
  files = 0;
  /** Paths below wp-content that name a plugin's files at its top, must-use plugins and drop-ins. */
  readonly plugins = new Set<string>();
  hasUploads = false;
  hasConfig = false;

  /** `root` is where the archive belongs. */
  add(path: string, root: Root): void {
    this.files += 1;
    const place = belowContent(plain(path), root);
    if (place === null) {
      if (/(?:^|\/)wp-config\.php$/u.test(path)) this.hasConfig = true;
      return;
    }
    if (/^(?:plugins|mu-plugins)\/(?:[^/]+\/)?[^/]+\.php$/u.test(place)) this.plugins.add(place);
    if (place.startsWith('uploads/')) this.hasUploads = true;
  }
}

/** A path relative to wp-content; null for what lies outside. */
function belowContent(path: string, root: Root): string | null {
  const at = path.indexOf('wp-content/');
  if (at >= 0) return path.slice(at + 'wp-content/'.length);
  if (root === 'web-root') return null;
  return root === 'wp-content' || root === 'others' || path.startsWith(`${root}/`) ? path : `${root}/${path}`;
}

const contentFolders = ['plugins', 'themes', 'uploads', 'mu-plugins'] as const;
const coreFile = /(?:^|\/)(?:wp-includes\/|wp-admin\/|wp-load\.php$)/u;

/** What an archive holds, told from its paths: WordPress itself, wp-content, or one of its folders (with or without that folder's own name on top). */
export function rootOf(paths: readonly string[]): Root {
  const clean = paths.map(plain).filter((path) => path !== '');
  const tops = new Set(clean.map((path) => path.split('/')[0] ?? ''));
  if (clean.some((path) => coreFile.test(path))) return 'web-root';
  if (clean.some((path) => /(?:^|\/)wp-content\//u.test(path))) return 'wp-content';
  const folders = contentFolders.filter((folder) => tops.has(folder));
  if (folders.length > 0 && folders.length < tops.size) return folders.length === 1 ? 'others' : 'wp-content';
  if (folders.length > 0) return (folders.length === 1 ? folders[0] : undefined) ?? 'wp-content';
  if ([...tops].some((top) => /^(?:20\d\d|woocommerce_uploads|wc-logs)$/u.test(top))) return 'uploads';
  if (clean.some((path) => /^[^/]+\/style\.css$/u.test(path))) return 'themes';
  if (clean.some((path) => /^([^/]+)\/(?:\1\.php|readme\.txt|uninstall\.php)$/iu.test(path))) return 'plugins';
  return 'others';
}

/** True for a path of what anybody may read: plugins and themes, below their own folder's name. What lies elsewhere may hold PHI. */
export function isPublic(path: string, root: Root): boolean {
  return ['plugins', 'themes', 'mu-plugins'].includes(root) && plain(path).startsWith(`${root}/`) && !path.split('/').includes('..');
}

/** True when no later path can change what an archive holds. */
export const isDecisive = (path: string): boolean => coreFile.test(path);

const plain = (path: string): string => path.replace(/^(?:\.?\/)+/u, '');
