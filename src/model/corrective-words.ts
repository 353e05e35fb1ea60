import type { Closed, CorrectiveAction } from './corrective.ts';
import type { Instant } from './json.ts';

/** How an action stands, in the same words everywhere: `in-progress, OVERDUE since 2026-12-10`. */
export function actionState({ status, overdue, due, waiver }: CorrectiveAction): string {
  if (status === 'waived') return `waived until ${waiver?.expires ?? ''}`;
  if (!overdue) return status;
  return waiver === null ? `${status}, OVERDUE since ${due}` : `${status}, WAIVER EXPIRED on ${waiver.expires}`;
}

/** What was said of an action from its opening on, oldest first, a sentence each, with who signed it. */
export function actionCourse({ openedAt, keyId: opener, notes, waiver, closure }: CorrectiveAction): readonly string[] {
  const said: (readonly [at: Instant, words: string, keyId: string | null])[] = [
    [openedAt, 'opened', opener],
    ...notes.map(({ at, by, text, keyId }) => [at, `${by}: ${text}`, keyId] as const),
  ];
  if (waiver !== null) said.push([waiver.at, `${waiver.by} accepts the risk until ${waiver.expires}: ${waiver.reason}`, waiver.keyId]);
  if (closure !== null) said.push([closure.at, closureWords(closure), closure.keyId]);
  return said.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([at, words, keyId]) => `${at.slice(0, 10)} ${words} ${signedWords(keyId)}`);
}

function closureWords({ by, evidence, file, verifiedBy }: Pick<Closed, 'by' | 'evidence' | 'file' | 'verifiedBy'>): string {
  const document = file === null ? '' : ` (${file.name}, ${file.digest})`;
  return `closed by ${by}: ${evidence}${document}; shown by run ${verifiedBy.runId}, sealed as ${verifiedBy.manifest}`;
}

/** Whether somebody signed it, and with which key. */
export function signedWords(keyId: string | null): string {
  return keyId === null ? '[not signed]' : `[signed: ${keyId}]`;
}
