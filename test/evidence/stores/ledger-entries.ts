import type { NewEntry } from '../../../src/evidence/ledger.ts';

const place = { at: '2026-11-23T10:00:00.000Z', site: 'clinic-shop' };

/** A start, as `muster run` writes it. */
export function started(runId: string, drill = 'database-loss'): NewEntry {
  return { type: 'started', ...place, drill, runId, plan: `sha256:${'a'.repeat(64)}`, preparedBy: '' };
}

/** An end with a seal, or without one. */
export function ended(runId: string, manifest: string | null = 'b'.repeat(64)): NewEntry {
  return {
    type: 'ended',
    ...place,
    drill: 'database-loss',
    runId,
    verdict: 'pass',
    grade: 'procedure',
    state: 'finished',
    journalHead: 'c'.repeat(64),
    manifest: manifest === null ? null : `sha256:${manifest}`,
    keyId: null,
    withheld: false,
    findings: ['phi-integrity-1'],
  };
}
