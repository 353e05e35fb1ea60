import type { Files } from '../../src/definition/files.ts';

/** Files in memory below `/w`; a value `-> path` is a symbolic link. Keeps what was read. */
export function memoryFiles(texts: Readonly<Record<string, string | Buffer>>): Files & { readonly reads: string[] } {
  const entries = new Map(Object.entries(texts).map(([path, text]) => [path.startsWith('/') ? path : `/w/${path}`, text]));
  const reads: string[] = [];
  const real = (path: string): string => {
    for (const [link, text] of entries) {
      if (typeof text === 'string' && text.startsWith('-> ') && (path === link || path.startsWith(`${link}/`)))
        return real(text.slice(3) + path.slice(link.length));
    }
    return path;
  };
  const kind: Files['kind'] = (path) => {
    const at = real(path);
    if (entries.has(at)) return 'file';
    return [...entries.keys()].some((entry) => entry.startsWith(at === '/' ? at : `${at}/`)) ? 'folder' : 'missing';
  };
  return {
    reads,
    kind,
    real: (path) => (kind(path) === 'missing' ? null : real(path)),
    list: (path) =>
      [
        ...new Set(
          [...entries.keys()].filter((entry) => entry.startsWith(`${real(path)}/`)).map((entry) => entry.slice(real(path).length + 1).split('/')[0] ?? ''),
        ),
      ].toSorted(),
    read(path, limit) {
      reads.push(path);
      const bytes = Buffer.from(entries.get(real(path)) ?? '');
      if (kind(path) !== 'file') return null;
      return bytes.length > limit ? 'too-large' : bytes;
    },
  };
}
