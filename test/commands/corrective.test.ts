import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addAction, closeAction, listActions, noteAction, waiveAction } from '../../src/commands/corrective.ts';
import { report } from '../../src/commands/report.ts';
import { noLedger, sealRun } from '../../src/commands/seal-run.ts';
import { canonicalJson } from '../../src/model/canonical.ts';
import { firstPrev, linkEvent } from '../../src/model/chain.ts';
import { fold } from '../../src/model/fold.ts';
import type { JournalEvent, JournalFact } from '../../src/model/journal.ts';
import type { DrillPlan } from '../../src/model/plan.ts';
import type { EvidenceGrade } from '../../src/model/reading.ts';
import { sampleJournal, type SampleChange } from '../model/sample-journal.ts';

let dir = '';
let now = '2026-11-24T10:00:00.000Z';
const said: string[] = [];
const note = (text: string): void => void said.push(text);
const io = {
  out: note,
  err: note,
  get cwd() {
    return dir;
  },
  signal: new AbortController().signal,
};
const ports = { clock: { now: () => now, monotonicMs: () => 0 }, tool: { version: '0.1.0', commit: 'a1b2c3d' } };
const out = { out: 'reports' };
const graded = (fact: JournalFact, grade: EvidenceGrade): JournalFact =>
  fact.type === 'stack-described' ? { ...fact, grade, commerce: { ...fact.commerce, standIn: false } } : fact;
const owned = (plan: DrillPlan): DrillPlan => ({ ...plan, site: { ...plan.site, demo: false } });
const broken: SampleChange = {
  plan: owned,
  fact: (fact) =>
    fact.type === 'reading-taken' && fact.assertion === 'phi-integrity' && fact.moment === 'after'
      ? { ...fact, outcome: { ...fact.outcome, reading: 'broken' } }
      : graded(fact, 'procedure'),
};

/** A sealed run of the sample drill, `days` later. */
async function runOf(runId: string, days: number, change: SampleChange = { fact: (fact) => graded(fact, 'procedure'), plan: owned }): Promise<string> {
  const moved: JournalEvent[] = [];
  for (const { seq, at, ms, prev: _, hash: __, ...fact } of sampleJournal(change)) {
    const later = new Date(Date.parse(at) + days * 86_400_000).toISOString();
    moved.push(linkEvent(fact.type === 'run-started' ? { ...fact, runId } : fact, { seq, at: later, ms, prev: moved.at(-1)?.hash ?? firstPrev }));
  }
  const folder = join(dir, 'reports', '2026-Q4', runId);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'journal.ndjson'), moved.map((event) => `${canonicalJson(event)}\n`).join(''));
  await report(folder, { format: 'json,summary' }, io, ports);
  await sealRun(folder, { result: fold(moved), signer: null, before: noLedger }, ports);
  said.length = 0;
  return folder;
}

let bad = '';
const add = {
  ...out,
  finding: 'phi-integrity-1',
  owner: 'database-administrator',
  due: '2026-12-10',
  action: 'Take the dump at a quiet time.',
  rootCause: 'Rows changed meanwhile.',
};
const close = { ...out, by: 'Demo Administrator', evidence: 'Done.', verifiedBy: '' };
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-corrective-'));
  now = '2026-11-24T10:00:00.000Z';
  bad = await runOf('bad', 0, broken);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const listed = async (): Promise<{ readonly code: number; readonly text: string }> => {
  said.length = 0;
  const code = await listActions(out, io, ports);
  return { code, text: said.join('\n') };
};

describe('muster corrective', () => {
  it('goes from a finding to the later drill that shows it mended', async () => {
    expect(await addAction(bad, add, io, ports)).toBe(0);
    expect(said).toEqual(['CA-0001']);
    expect(await listed()).toMatchObject({ code: 0, text: expect.stringMatching(/CA-0001 {2}high {2}open {2}database-administrator {2}due 2026-12-10/u) });
    await noteAction('CA-0001', { ...out, by: 'Demo Administrator', note: 'Begun.' }, io, ports);
    expect((await listed()).text).toContain('in-progress');
    now = '2026-12-30T10:00:00.000Z';
    const good = await runOf('good', 30);
    expect(await closeAction('CA-0001', { ...close, verifiedBy: good }, io, ports)).toBe(0);
    expect(await listed()).toMatchObject({ code: 0, text: expect.stringContaining('closed 2026-12-30, shown by run good') });
  });
  it('exits 1 once an action is overdue', async () => {
    await addAction(bad, add, io, ports);
    now = '2026-12-10T23:00:00.000Z';
    expect((await listed()).code).toBe(0);
    now = '2026-12-11T00:00:00.000Z';
    expect(await listed()).toMatchObject({ code: 1, text: expect.stringContaining('OVERDUE') });
  });
  it('lets a waiver stand until its last day, and not longer', async () => {
    await addAction(bad, add, io, ports);
    await waiveAction('CA-0001', { ...out, by: 'Demo Official', reason: 'The host moves in spring.', until: '2027-03-31' }, io, ports);
    now = '2027-03-31T12:00:00.000Z';
    expect(await listed()).toMatchObject({ code: 0, text: expect.stringContaining('waived until 2027-03-31') });
    now = '2027-04-01T00:00:00.000Z';
    expect(await listed()).toMatchObject({ code: 1, text: expect.stringContaining('WAIVER EXPIRED') });
  });
  it.each([
    ['a finding that the run does not have', { finding: 'none-1' }, 'no finding none-1'],
    ['a day that is past', { due: '2026-11-23' }, 'not past'],
    ['a day that no calendar has', { due: '2027-02-30' }, 'not past'],
  ])('opens none for %s', async (_what, changed, why) => {
    await expect(addAction(bad, { ...add, ...changed }, io, ports)).rejects.toMatchObject({
      code: 'CORRECTIVE_REFUSED',
      message: expect.stringContaining(why),
    });
  });
  it('opens none twice for a finding while one is open', async () => {
    await addAction(bad, add, io, ports);
    await expect(addAction(bad, add, io, ports)).rejects.toMatchObject({ message: expect.stringContaining('CA-0001 is open') });
  });
});

describe('closing an action', () => {
  beforeEach(() => addAction(bad, add, io, ports));

  it.each([
    ['the run that had the finding', async () => bad, 'before the action was opened'],
    ['a run before it', async () => await runOf('early', -3), 'before the action was opened'],
    ['a later run that has it too', async () => await runOf('again', 30, broken), 'has the finding'],
    [
      'a later run of another drill',
      async () =>
        await runOf('other', 30, { fact: (fact) => graded(fact, 'procedure'), plan: (plan) => owned({ ...plan, drill: { ...plan.drill, id: 'lost-key' } }) }),
      'it is lost-key',
    ],
    [
      'a later run that speaks about less',
      async () => await runOf('lesser', 30, { fact: (fact) => graded(fact, 'demo'), plan: owned }),
      'its evidence grade is demo, not procedure',
    ],
    [
      'a later run in which the check proved nothing',
      async () =>
        await runOf('vague', 30, {
          plan: owned,
          fact: (fact) => (fact.type === 'reading-taken' && fact.assertion === 'phi-integrity' && fact.moment === 'after' ? null : graded(fact, 'procedure')),
        }),
      'is inconclusive',
    ],
    [
      'a later run that was changed',
      async () => {
        const changed = await runOf('changed', 30);
        await writeFile(join(changed, 'summary.md'), 'x');
        return changed;
      },
      'summary.md',
    ],
  ])('is refused with %s', async (_what, make, why) => {
    const verifiedBy = await make();
    await expect(closeAction('CA-0001', { ...close, verifiedBy }, io, ports)).rejects.toMatchObject({
      code: 'CORRECTIVE_REFUSED',
      message: expect.stringContaining(why),
    });
  });
  it('keeps the digest of a document, and closes once', async () => {
    const good = await runOf('good', 30);
    await writeFile(join(dir, 'change.txt'), 'approved');
    await closeAction('CA-0001', { ...close, verifiedBy: good, file: 'change.txt' }, io, ports);
    expect(await readFile(join(dir, 'reports', 'corrective.ndjson'), 'utf8')).toMatch(/"digest":"sha256:[0-9a-f]{64}","name":"change\.txt"/u);
    await expect(noteAction('CA-0001', { ...out, by: 'x', note: 'y' }, io, ports)).rejects.toMatchObject({ message: expect.stringContaining('is closed') });
  });
  it('is refused once the file was changed', async () => {
    const path = join(dir, 'reports', 'corrective.ndjson');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"seq":0', '"seq":1'));
    await expect(listActions(out, io, ports)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });
});
