import { seal, type Seal, type SealFacts } from '../evidence/seal.ts';
import type { Signer } from '../evidence/signer.ts';
import type { DrillResult } from '../model/result.ts';
import type { CommandPorts } from './io.ts';

export interface ToSeal {
  readonly result: DrillResult;
  readonly signer: Signer | null;
  readonly before: Pick<SealFacts, 'predecessor' | 'predecessorText' | 'attemptsSince' | 'ledgerHead'>;
}

/** Without a ledger nothing is known of an earlier run. */
export const noLedger: ToSeal['before'] = {
  predecessor: null,
  predecessorText: 'No predecessor is known: there was no ledger.',
  attemptsSince: [],
  ledgerHead: null,
};

/** Seals the folder of a run as `muster run` left it. @throws {DrillError} SEAL_REFUSED, KEY_UNUSABLE, WRITE_FAILED */
export async function sealRun(dir: string, { result, signer, before }: ToSeal, { clock, tool }: Pick<CommandPorts, 'clock' | 'tool'>): Promise<Seal> {
  return await seal(
    dir,
    {
      runId: result.run.id,
      drill: result.drill.id,
      site: result.site.id,
      verdict: result.verdict,
      evidenceGrade: result.evidenceGrade,
      sealedAt: clock.now(),
      tool,
      journalHead: result.journal.headHash,
      preparedBy: result.people.preparedBy ?? '',
      ...before,
    },
    signer,
  );
}
