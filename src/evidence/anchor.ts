import { appendFile, readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { canonicalJson } from '../model/canonical.ts';
import { DrillError } from '../model/errors.ts';
import type { Instant } from '../model/json.ts';
import { count, hex, instant, object, oneOf } from '../model/schema.ts';
import { lineHash } from './chained-lines.ts';

/** What a second custodian holds: how far the ledger had come, and the hash of its last line then. */
export interface Anchor {
  readonly schemaVersion: 1;
  readonly at: Instant;
  readonly entries: number;
  readonly head: string;
}

const isAnchor = new Ajv2020().compile<Anchor>(object<Anchor>({ schemaVersion: oneOf(1), at: instant, entries: count, head: hex }));

/** Adds an anchor to a file of somebody else: a mount that the drill's host may only append to. @throws {DrillError} WRITE_FAILED */
export async function appendAnchor(path: string, anchor: Anchor): Promise<void> {
  await appendFile(path, `${canonicalJson(anchor)}\n`, { flush: true }).catch((cause: unknown) => {
    throw new DrillError('WRITE_FAILED', `${path}: the anchor could not be written.`, { cause });
  });
}

/**
 * Compares a ledger with what another custodian holds: every anchored head must still stand in it, at its place. It finds a
 * ledger that was written anew or cut short. Problems by line. @throws {DrillError} INVALID_FLAG when the file cannot be read.
 */
export async function anchorProblems(path: string, ledger: string): Promise<readonly string[]> {
  const source = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DrillError('INVALID_FLAG', `${path}: there are no anchors to read.`, { cause });
  });
  const lines = ledger.split(/(?<=\n)/u);
  return source.split('\n').flatMap((line, index) => {
    if (line === '') return [];
    const anchor = parsed(line);
    if (anchor === null) return [`${path}:${index + 1}: is no anchor`];
    const held = lines[anchor.entries - 1];
    return held !== undefined && lineHash(held) === anchor.head
      ? []
      : [`the ledger is not the one of ${anchor.at}: its entry ${anchor.entries} was changed or cut off (${path}:${index + 1})`];
  });
}

function parsed(line: string): Anchor | null {
  try {
    const value: unknown = JSON.parse(line);
    return isAnchor(value) ? value : null;
  } catch {
    return null;
  }
}
