import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readJournal } from '../engine/journal-read.ts';
import { readAttestations } from '../evidence/attestations.ts';
import { readWithheld } from '../evidence/withhold.ts';
import { exitCodes } from '../model/errors.ts';
import type { ExitCode } from '../model/errors.ts';
import { fold, sameResult } from '../model/fold.ts';
import { parsedJson } from '../model/parsed-json.ts';
import { printable } from '../model/printable.ts';
import type { DrillResult } from '../model/result.ts';
import { compareReports } from './compare-reports.ts';
import type { CommandPorts, Io } from './io.ts';

export interface VerifyFlags {
  /** What was found as JSON instead of lines. */
  readonly json?: boolean;
}

/**
 * `muster verify DIR`: chain, seal, result.json against the fold of the journal, the other reports against what they
 * render as, chain and signatures of attestations. 0 when all hold, 1 when something was changed, 2 when nothing was but
 * the journal is not sealed. It cannot find a folder, or a file of attestations, that was made up as a whole: for that,
 * compare the evidence head with one that was kept elsewhere.
 * @throws {DrillError} NOT_A_RUN
 */
export async function verify(folder: string, flags: VerifyFlags, io: Io, ports: Pick<CommandPorts, 'clock' | 'tool'>): Promise<ExitCode> {
  const dir = resolve(io.cwd, folder);
  const withheld = await readWithheld(dir);
  if (withheld !== null) return tellWithheld(withheld, flags, io);
  const reading = await readJournal(dir);
  const alone = fold(reading.events);
  const { accepted, problems, head } = await readAttestations(dir, alone, ports.clock.now());
  const intact = reading.problems.length === 0;
  const expected = fold(reading.events, accepted);
  const reports = intact ? await compareReports(dir, expected, ports.tool) : { problems: [], notCompared: [] };
  const { entries, headHash, sealed } = alone.journal;
  const found: Found = {
    entries,
    headHash,
    evidenceHead: intact ? head : null,
    sealed: sealed && reading.sealed,
    problems: [
      ...reading.problems.map(({ line, text }) => `journal.ndjson:${line}: this line ${text}`),
      ...problems,
      ...(intact ? await resultProblems(dir, expected) : []),
      ...reports.problems,
    ],
    notCompared: reports.notCompared,
    attestations: accepted.map(({ step, by, keyId }) => ({ step, by, keyId })),
  };
  if (flags.json === true) io.out(JSON.stringify(found));
  else tell(found, io);
  if (found.problems.length > 0) return exitCodes.fail;
  return found.sealed ? exitCodes.pass : exitCodes.inconclusive;
}

/** What can be said without the key: whether the archive is the one that was made. */
function tellWithheld({ kept, intact }: NonNullable<Awaited<ReturnType<typeof readWithheld>>>, flags: VerifyFlags, io: Io): ExitCode {
  if (flags.json === true) io.out(JSON.stringify({ ...kept, intact }));
  else {
    io.out(printable(`The evidence of run ${kept.runId} is withheld: its files held protected values, or could not be searched for them.`));
    io.out(intact ? 'The encrypted archive is the one that was made.' : 'The encrypted archive was CHANGED, or is not there.');
    io.out('To verify what is in it: age -d -i KEY withheld.tar.age | tar -x, in a place that may hold PHI.');
  }
  return intact ? exitCodes.inconclusive : exitCodes.fail;
}

interface Found {
  readonly entries: number;
  readonly headHash: string;
  /** Over journal and attestations; null when one of their chains is broken. */
  readonly evidenceHead: string | null;
  readonly sealed: boolean;
  readonly problems: readonly string[];
  /** Reports that this version of Muster cannot judge, and why. */
  readonly notCompared: readonly string[];
  readonly attestations: readonly { readonly step: string; readonly by: string; readonly keyId: string }[];
}

function tell({ entries, headHash, evidenceHead, sealed, problems, notCompared, attestations }: Found, io: Io): void {
  const out = (line: string): void => io.out(printable(line));
  for (const problem of problems) io.err(printable(problem));
  out(`Journal: ${entries} events read, ${sealed ? 'sealed' : 'not sealed'}, head ${headHash}`);
  for (const { step, by, keyId } of attestations) out(`Attestation of ${step} by the ${by}: the signature holds, key ${keyId}`);
  for (const text of notCompared) out(text);
  out(`Evidence head: ${evidenceHead ?? 'none, for a chain is broken'}${evidenceHead === null ? '' : ' (journal and attestations)'}`);
  if (problems.length > 0) out(`The evidence was CHANGED: ${problems.length} problem(s), the first: ${problems[0] ?? ''}`);
  else out(sealed ? 'No change was found.' : 'No change was found, but the run did not come to its end.');
  out(limits);
}

/** Said each time: a sound chain has no secret in it. */
const limits =
  'Not detected without the evidence head kept elsewhere: a folder, or attestations, written anew as a whole by anybody with any key. A key is not bound to a person yet.';

async function resultProblems(dir: string, expected: DrillResult): Promise<readonly string[]> {
  const text = await readFile(join(dir, 'result.json'), 'utf8').catch(() => null);
  if (text === null) return expected.journal.sealed ? ['result.json is missing: write it again with muster report'] : [];
  return sameResult(parsedJson(text), expected)
    ? []
    : ['result.json does not say what the journal says: it was changed, or another version of Muster wrote it'];
}
