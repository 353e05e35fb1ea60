import { code, heading, paragraph, table, type Block } from '../../model/markdown.ts';
import type { LedgerEntry } from '../../model/ledger.ts';
import { retainUntil } from './retention.ts';
import { runName, type BinderInput, type BinderRun } from './binder-input.ts';

/** The chain: what each run sealed, and what the ledger says was started, ended, or never came here. */
export function digestsPart({ runs, ledgers, quarter }: BinderInput): readonly Block[] {
  const heads = runs.map((run) => [runName(run), [code(run.result.journal.headHash)], run.result.journal.sealed ? 'yes' : 'no']);
  return [
    heading(2, 'Chain of digests'),
    ...(heads.length === 0 ? [] : [table([['Run', 'Journal head', 'Journal sealed'], ...heads])]),
    ...(ledgers.length === 0
      ? [paragraph('There is no ledger: starts that left no folder cannot be told.')]
      : ledgers.flatMap((ledger) => ledgerBlocks(ledger, runs, quarter))),
  ];
}

function ledgerBlocks(
  { path, entries, head, problem }: BinderInput['ledgers'][number],
  runs: readonly BinderRun[],
  quarter: BinderInput['quarter'],
): readonly Block[] {
  const started = entries.filter((entry) => entry.type === 'started' && entry.at >= quarter.from && entry.at < quarter.to);
  const here = new Set(runs.map(({ result }) => result.run.id));
  const rows = started.map(({ runId, drill, site, at }) => {
    const end = endOf(entries, runId);
    const outcome = end === null ? 'never ended' : end.verdict;
    return [
      `${drill} on ${site}, ${runId}`,
      at.slice(0, 19),
      outcome,
      [code(end?.manifest ?? 'none')],
      here.has(runId) ? 'in this binder' : 'NOT in this binder',
    ];
  });
  return [
    heading(3, `Ledger of all starts: ${path}`),
    paragraph(
      problem === null
        ? `Its chain holds; its head is ${head ?? 'none'}. Keep the head where nobody who may write the reports can.`
        : `ITS CHAIN IS BROKEN: ${problem}.`,
    ),
    rows.length === 0 ? paragraph('It names no start in this quarter.') : table([['Run', 'Started', 'Ended', 'Seal (manifest)', 'Evidence'], ...rows]),
  ];
}

function endOf(entries: readonly LedgerEntry[], runId: string): Extract<LedgerEntry, { type: 'ended' }> | null {
  return entries.find((entry): entry is Extract<LedgerEntry, { type: 'ended' }> => entry.type === 'ended' && entry.runId === runId) ?? null;
}

/** Every file, with its digest and until when it is kept. */
export function filesPart({ runs, retain }: BinderInput): readonly Block[] {
  const rows = runs.flatMap(({ files }) =>
    files.map((file) => [[code(file.path)], [code(file.sha256)], String(file.bytes), retain === null ? 'no rule set' : retainUntil(file.createdAt, retain)]),
  );
  return [
    heading(2, 'Files'),
    paragraph(
      retain === null
        ? 'No retention rule was given (--retain): how long a file is kept, and from when, is the entity’s rule to set.'
        : `Kept for ${retain} from the end of the run, by the rule that the entity gave. A plan that was in effect longer may have to be kept longer.`,
    ),
    ...(rows.length === 0 ? [] : [table([['File', 'SHA-256', 'Bytes', 'Retain until'], ...rows])]),
  ];
}
