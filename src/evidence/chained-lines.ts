import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { canonicalJson } from '../model/canonical.ts';
import { DrillError } from '../model/errors.ts';

/** A line that names the hash of the one before. */
export interface Chained {
  readonly prev: string;
}

export interface ChainReading<T> {
  /** The lines up to where the chain breaks, with their numbers from 1. */
  readonly lines: readonly { readonly value: T; readonly number: number }[];
  /** Where and why the chain breaks, as `file:line: …`; null when it does not. */
  readonly problem: string | null;
  /** SHA-256 of the last line, `first` without any; null when the chain is broken. */
  readonly head: string | null;
}

export interface ChainForm<T> {
  /** What the first line follows, hex. */
  readonly first: string;
  readonly isLine: (value: unknown) => value is T;
  /** What a line is called, for a message: `attestation`. */
  readonly what: string;
  /** Why a line in its right place cannot be believed, e.g. its signature; null when it can. */
  readonly doubt?: (value: T) => string | null;
}

/** Reads a file of chained lines; none when there is no file. It stops where the chain breaks: what follows is unproven. */
export async function readChain<T extends Chained>(path: string, form: ChainForm<T>): Promise<ChainReading<T>> {
  const name = basename(path);
  try {
    return chainOf(await readFile(path, 'utf8'), name, form);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing ? { lines: [], problem: null, head: form.first } : { lines: [], problem: `${name}: cannot be read`, head: null };
  }
}

/** The same of a text; `name` is what problems call it. */
export function chainOf<T extends Chained>(text: string, name: string, form: ChainForm<T>): ChainReading<T> {
  const lines: { value: T; number: number }[] = [];
  let head = form.first;
  for (const [index, line] of text.split(/(?<=\n)/u).entries()) {
    if (line === '') continue;
    const found = checkLine(line, head, form);
    if (typeof found === 'string') return { lines, problem: `${name}:${index + 1}: ${found}`, head: null };
    lines.push({ value: found.value, number: index + 1 });
    head = lineHash(line);
  }
  return { lines, problem: null, head };
}

/** The value of a line that follows the hash `prev`, or why the chain breaks at it. */
function checkLine<T extends Chained>(whole: string, prev: string, { isLine, what, doubt }: ChainForm<T>): { readonly value: T } | string {
  if (!whole.endsWith('\n')) return 'is cut: it was not written to its end';
  const line = whole.slice(0, -1);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  if (!isLine(value)) return `is no ${what} that this version of Muster knows`;
  if (canonicalJson(value) !== line) return 'was changed after it was written: it is not in canonical form';
  const doubted = doubt?.(value) ?? null;
  if (doubted !== null) return doubted;
  return value.prev === prev ? { value } : 'does not follow the line before it (the first: the journal or the seal): a line was removed, added or moved';
}

/** SHA-256, hex, of a line without its end. */
export function lineHash(line: string): string {
  return createHash('sha256').update(line.replace(/\n$/u, '')).digest('hex');
}

/** A value as the line that stands in the file. */
export function lineOf(value: Chained): string {
  return `${canonicalJson(value)}\n`;
}

/**
 * Appends one line, fsynced; a link is not followed. It does not look at what stands there: of two that are appended at
 * once, the second breaks the chain.
 * @throws {DrillError} WRITE_FAILED
 */
export async function appendLine(path: string, value: Chained): Promise<void> {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  try {
    const handle = await open(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o644);
    try {
      await handle.appendFile(lineOf(value));
      await handle.datasync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new DrillError('WRITE_FAILED', `${path}: a line could not be added to it`, { cause });
  }
}
