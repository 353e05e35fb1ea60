import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical.ts';
import type { Digest } from './json.ts';

/** SHA-256 over a value's canonical JSON: the order of keys does not count. */
export function digestOf(value: unknown): Digest {
  return digestOfText(canonicalJson(value));
}

/** SHA-256 over a text's UTF-8 bytes, as `sha256sum` prints it. */
export function digestOfText(text: string): Digest {
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}
