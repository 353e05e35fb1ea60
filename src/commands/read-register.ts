import { readFile } from 'node:fs/promises';
import { correctiveOf } from '../evidence/corrective.ts';
import { correctiveActions, type CorrectiveAction } from '../model/corrective.ts';
import { DrillError } from '../model/errors.ts';

/** The register of corrective actions as it stood at one moment. */
export interface Register {
  readonly actions: readonly CorrectiveAction[];
  /** Its lines until then, as they stand in the file; empty when there is none. */
  readonly source: string;
  /** SHA-256 of the file's last line; null when its chain is broken. */
  readonly head: string | null;
  /** Where and why its chain or a signature does not hold; `actions` are those before it. */
  readonly problem: string | null;
}

/**
 * The register of a file, judged on the day of `at`, by what was written until then. No file is a register without an entry,
 * unless it `mustBe` there.
 * @throws {DrillError} LEDGER_BROKEN when it cannot be read.
 */
export async function readRegister(path: string, at: string, mustBe = false): Promise<Register> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (!mustBe && cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw new DrillError('LEDGER_BROKEN', `${path} cannot be read.`, { cause });
  });
  const { entries, head, problem } = correctiveOf(text);
  const later = entries.findIndex((entry) => entry.at > at);
  const until = later === -1 ? entries : entries.slice(0, later);
  const source = later === -1 ? text : `${text.split('\n', later).join('\n')}${later === 0 ? '' : '\n'}`;
  return { actions: correctiveActions(until, at.slice(0, 10)), source, head, problem };
}

/** A register whose every line holds. @throws {DrillError} LEDGER_BROKEN */
export function mustHold(register: Register): Register {
  if (register.problem !== null) throw new DrillError('LEDGER_BROKEN', `${register.problem}.`);
  return register;
}
