import { basename, dirname } from 'node:path';
import { diagnose, diagnoseFile, type Diagnostic, type Problem, type Source } from './diagnostic.ts';
import type { Files } from './files.ts';
import { nearest } from './nearest.ts';

/** A definition that is larger was not written by a person; a dump taken for one must not be parsed. */
const limitBytes = 1024 * 1024;

/** YAML's own rule (1.2, section 5.1): no control characters but tab and line ends. Also keeps terminals safe. */
const control = /(?![\t\n\r\u0085])[\p{Cc}\ufffe\uffff]/u;

/** Reads a definition's text: at most 1 MiB of UTF-8 without control characters. */
export function readSource(files: Files, path: string, display: string): Source | Diagnostic {
  const bytes = files.read(path, limitBytes);
  if (bytes === null && files.kind(path) === 'missing') return diagnoseFile(display, missingFile(files, path));
  if (bytes === null)
    return diagnoseFile(display, {
      code: 'unreadable',
      message: 'cannot be read: it is not a regular file, or not yours to read',
      hint: 'Name a file that you may read.',
    });
  if (bytes === 'too-large')
    return diagnoseFile(display, {
      code: 'too-large',
      message: 'is larger than 1 MiB, so it was not read',
      hint: 'A definition is a text that people write. Was a dump or a log meant for another command?',
    });
  const raw = decode(bytes);
  if (raw === null) return badBytes({ path, display, text: '', raw: '' }, bytes);
  const text = raw.replace(/^\uFEFF/u, '').replace(/\r\n?/gu, '\n');
  const source = { path, display, text, raw };
  const at = text.search(control);
  if (at === -1) return source;
  const { excerpt: _, ...place } = diagnose(
    source,
    { start: at, end: at + 1 },
    {
      code: 'not-text',
      message: `holds a control character (U+${(text.codePointAt(at) ?? 0).toString(16).padStart(4, '0').toUpperCase()}): a definition is plain text`,
      hint: 'Save it as UTF-8 text, or remove that character.',
    },
  );
  return { ...place, excerpt: '' };
}

function missingFile(files: Files, path: string): Problem {
  const meant = nearest(basename(path), files.list(dirname(path)));
  const hint = meant === undefined ? 'Name a file that exists.' : `Did you mean "${meant}"?`;
  return { code: 'missing-file', message: 'does not exist', hint, nearest: meant };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Finds the first byte that is not UTF-8: the shortest prefix that already fails, by halving. */
function badBytes(source: Source, bytes: Buffer): Diagnostic {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (startsWell(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  const text = bytes.subarray(0, good).toString('utf8');
  const found = diagnose(
    { ...source, text },
    { start: text.length, end: text.length },
    { code: 'not-text', message: `is not UTF-8 text: byte ${good + 1} belongs to no character`, hint: 'Save it as UTF-8 text.' },
  );
  return { ...found, excerpt: '' };
}

function startsWell(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
