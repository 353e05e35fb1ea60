import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { canonicalJson } from '../model/canonical.ts';
import { chainProblem } from '../model/chain.ts';
import { DrillError } from '../model/errors.ts';
import { journalEventSchema } from '../model/journal-schema.ts';
import type { JournalEvent } from '../model/journal.ts';
import { journalName } from './journal-file.ts';

export interface JournalReading {
  /** The events before the first problem. */
  readonly events: readonly JournalEvent[];
  /** True when the last event is `run-finished` and its line is whole. */
  readonly sealed: boolean;
  /** True when the last line is cut: the run died while it wrote it. */
  readonly torn: boolean;
  /** What is wrong with which line, from 1; empty when the chain holds. */
  readonly problems: readonly { readonly line: number; readonly text: string }[];
}

/**
 * Reads the journal of a run's folder and checks every line: JSON, schema, canonical form, hash chain. A cut last
 * line is no problem as long as the journal is not sealed. It stops at the first problem: what follows is unproven.
 * @throws {DrillError} NOT_A_RUN when the folder holds no journal.
 */
export async function readJournal(dir: string): Promise<JournalReading> {
  return parseJournal(await readText(join(dir, journalName)));
}

/**
 * The same, for whoever can only work with a whole one.
 * @throws {DrillError} JOURNAL_BROKEN naming file and line; NOT_A_RUN.
 */
export async function readIntactJournal(dir: string): Promise<JournalReading> {
  const reading = await readJournal(dir);
  const problem = reading.problems[0];
  if (problem !== undefined) throw new DrillError('JOURNAL_BROKEN', `${join(dir, journalName)}:${problem.line}: this line ${problem.text}`);
  return reading;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new DrillError('NOT_A_RUN', `${path}: there is no journal to read`, { cause });
  }
}

/** The same from the file's text. Pure. */
export function parseJournal(text: string): JournalReading {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const events: JournalEvent[] = [];
  for (const [index, line] of lines.entries()) {
    const found = checkLine(line, events.at(-1) ?? null);
    if (typeof found === 'string') return { events, sealed: false, torn: false, problems: [{ line: index + 1, text: found }] };
    events.push(found);
  }
  const sealed = events.at(-1)?.type === 'run-finished';
  const torn = rest !== '';
  const problems = sealed && torn ? [{ line: lines.length + 1, text: 'stands after the end of a sealed journal' }] : [];
  return { events, sealed: sealed && !torn, torn, problems };
}

/** The event of a line, or what is wrong with it. */
function checkLine(line: string, previous: JournalEvent | null): JournalEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  if (previous?.type === 'run-finished') return 'stands after the end of a sealed journal';
  if (!isEvent(value)) return 'is not an event that this version of Muster knows';
  if (canonicalJson(value) !== line) return 'was changed after it was written: it is not in canonical form';
  return chainProblem(value, previous) ?? value;
}

let validate: ValidateFunction<JournalEvent> | undefined;

function isEvent(value: unknown): value is JournalEvent {
  validate ??= new Ajv2020({ discriminator: true, allowUnionTypes: true }).compile<JournalEvent>(journalEventSchema);
  return validate(value);
}
