import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ledgerOf } from '../evidence/ledger.ts';
import { manifestName, sha256 } from '../evidence/sealed-files.ts';
import type { SealCheck } from '../evidence/verify-seal.ts';
import { DrillError } from '../model/errors.ts';
import { ledgerRuns, predecessorIn } from '../model/ledger.ts';
import type { Manifest } from '../model/manifest.ts';

export interface ChainCheck {
  readonly problems: readonly string[];
  /** What it was compared with, or why with nothing. */
  readonly text: string;
}

/**
 * Compares a sealed run with the ledger (`given`, else the one of the folder of reports in which the run lies) and with the
 * folder of the run before it, where that lies beside it. @throws {DrillError} INVALID_FLAG when `given` cannot be read.
 */
export async function verifyChain(dir: string, { manifest, digest }: SealCheck, given: string | null): Promise<ChainCheck> {
  if (manifest === null || digest === null) return { problems: [], text: 'The chain of runs was not checked: there is no sound seal.' };
  const reports = dirname(dirname(dir));
  const source = await readFile(given ?? join(reports, 'ledger.ndjson'), 'utf8').catch((cause: unknown) => {
    if (given === null) return null;
    throw new DrillError('INVALID_FLAG', `${given}: there is no ledger to read.`, { cause });
  });
  const before = await predecessorProblems(reports, manifest);
  if (source === null) return { problems: before, text: 'The chain of runs was not checked: give the ledger with --ledger FILE.' };
  const { entries, problem } = ledgerOf(source);
  if (problem !== null) return { problems: [...before, problem], text: 'The ledger is broken.' };
  const own = ledgerRuns(entries).find(({ start }) => start.runId === manifest.runId);
  if (own === undefined)
    return {
      problems: given === null ? before : [...before, 'ledger.ndjson: does not name this run: its lines were cut off, or it is another ledger'],
      text: 'The ledger does not name this run.',
    };
  const { end, attempts } = predecessorIn(entries, manifest);
  const problems = [
    ...(own.end === null || own.end.manifest === digest ? [] : [`${manifestName}: the ledger names another seal of this run (${own.end.manifest ?? 'none'})`]),
    ...(manifest.ledgerHead === null || (end?.runId ?? null) === (manifest.predecessor?.runId ?? null)
      ? []
      : [`${manifestName}: names another run before it than the ledger (${end?.runId ?? 'none'})`]),
    ...(end === null || manifest.predecessor === null || end.manifest === manifest.predecessor.manifest
      ? []
      : [`${manifestName}: names another seal of the run before it than the ledger`]),
    ...(manifest.ledgerHead === null || attempts.join() === manifest.attemptsSince.join()
      ? []
      : [`${manifestName}: names other attempts since than the ledger (${attempts.join(', ') || 'none'})`]),
  ];
  return {
    problems: [...before, ...problems],
    text: `In the ledger: ${own.end === null ? 'started; its end is not there' : `ended ${own.end.verdict}`}, ${entries.length} entries in all.`,
  };
}

/** The run before, where it lies among the same reports: its seal must still be the one that was named. */
async function predecessorProblems(reports: string, { predecessor }: Manifest): Promise<readonly string[]> {
  if (predecessor === null) return [];
  const quarters = (await foldersOf(reports)).filter((name) => /^\d{4}-Q[1-4]$/u.test(name)).map((name) => join(reports, name));
  const runs = (await Promise.all(quarters.map(async (quarter) => (await foldersOf(quarter)).map((name) => join(quarter, name))))).flat();
  const found = runs.find((run) => run.endsWith(`-${predecessor.runId}`));
  if (found === undefined) return [];
  const bytes = await readFile(join(found, manifestName)).catch(() => null);
  if (bytes !== null && `sha256:${sha256(bytes)}` === predecessor.manifest) return [];
  return [
    `${basename(found)}/${manifestName}: the run before this one ${bytes === null ? 'has lost its seal' : 'was sealed anew'}: the chain of runs is broken`,
  ];
}

async function foldersOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
