import type { ComponentSource } from '../model/plan/components.ts';
import { isRecord } from './yaml-document.ts';

/** The places that a mapping may name; each mapping names one of them. */
const places = ['path', 'artifact', 'url', 'backup'] as const;

/** The sources of a checked `source:` or `sources:`, in order. */
export function sourcesOf(source: unknown): readonly ComponentSource[] {
  return (Array.isArray(source) ? source : [source]).map(sourceOf);
}

function sourceOf(source: unknown): ComponentSource {
  if (!isRecord(source)) return { kind: 'commerce' };
  const text = (key: string): string => (typeof source[key] === 'string' ? source[key] : '');
  if (source['backup'] === true) return { kind: 'backup' };
  if (text('artifact') !== '') return { kind: 'artifact', name: text('artifact'), version: text('version') };
  if (text('url') !== '') return { kind: 'url', url: text('url'), sha256: text('sha256') };
  return { kind: 'path', path: text('path').replace(/\/$/u, '') };
}

/** What is wrong with one source as it stands in the file; null when it names one place and all that this needs. */
export function sourceFault(source: unknown): string | null {
  if (!isRecord(source)) return null;
  const named = places.filter((place) => Object.hasOwn(source, place));
  if (named.length !== 1) return `names ${named.length === 0 ? 'no place' : named.join(' and ')}: it must be one of ${places.join(', ')}`;
  const has = (key: string): boolean => Object.hasOwn(source, key);
  if (has('url') && !has('sha256')) return 'has a url without its sha256: what comes from elsewhere is only taken when it is the known one';
  if (has('sha256') && !has('url')) return 'has a sha256 without a url';
  return has('version') && !has('artifact') ? 'has a version, which only an artifact of the cache has' : null;
}
