import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { addAction, noteAction, waiveAction } from '../../src/commands/corrective.ts';
import { closeAction } from '../../src/commands/corrective-close.ts';
import { listActions } from '../../src/commands/corrective-list.ts';
import { keygen } from '../../src/commands/keygen.ts';
import { readRegister } from '../../src/commands/read-register.ts';
import { report } from '../../src/commands/report.ts';
import { canonicalJson } from '../../src/model/canonical.ts';
import { firstPrev, linkEvent } from '../../src/model/chain.ts';
import type { JournalEvent } from '../../src/model/journal.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import type { DrillPlan } from '../../src/model/plan/drill.ts';
import type { EvidenceGrade } from '../../src/model/reading.ts';
import { textOf } from '../fixtures/pdf.ts';
import { sampleJournal, type SampleChange } from '../model/sample-journal.ts';
import { desk, writeSealedRun } from './desk.ts';

const here = desk('corrective', '2026-11-24T10:00:00.000Z');
const { io, ports, said } = here;
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
  const folder = join(here.dir, 'reports', '2026-Q4', runId);
  await writeSealedRun(here, folder, moved);
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
  bad = await runOf('bad', 0, broken);
});

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
    here.now = '2026-12-30T10:00:00.000Z';
    const good = await runOf('good', 30);
    expect(await closeAction('CA-0001', { ...close, verifiedBy: good }, io, ports)).toBe(0);
    expect(await listed()).toMatchObject({
      code: 0,
      text: expect.stringMatching(/CA-0001 {2}high {2}closed[^]*2026-12-30 closed by Demo Administrator: Done\.; shown by run good/u),
    });
  });
  it('exits 1 once an action is overdue', async () => {
    await addAction(bad, add, io, ports);
    here.now = '2026-12-10T23:00:00.000Z';
    expect((await listed()).code).toBe(0);
    here.now = '2026-12-11T00:00:00.000Z';
    expect(await listed()).toMatchObject({ code: 1, text: expect.stringContaining('OVERDUE') });
  });
  it('lets a waiver stand until its last day, and not longer', async () => {
    await addAction(bad, add, io, ports);
    await waiveAction('CA-0001', { ...out, by: 'Demo Official', reason: 'The host moves in spring.', until: '2027-03-31' }, io, ports);
    here.now = '2027-03-31T12:00:00.000Z';
    expect(await listed()).toMatchObject({ code: 0, text: expect.stringContaining('waived until 2027-03-31') });
    here.now = '2027-04-01T00:00:00.000Z';
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
    await writeFile(join(here.dir, 'change.txt'), 'approved');
    await closeAction('CA-0001', { ...close, verifiedBy: good, file: 'change.txt' }, io, ports);
    expect(await readFile(join(here.dir, 'reports', 'corrective.ndjson'), 'utf8')).toMatch(/"digest":"sha256:[0-9a-f]{64}","name":"change\.txt"/u);
    await expect(noteAction('CA-0001', { ...out, by: 'x', note: 'y' }, io, ports)).rejects.toMatchObject({ message: expect.stringContaining('is closed') });
  });
  it('is refused once the file was changed', async () => {
    const path = join(here.dir, 'reports', 'corrective.ndjson');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"seq":0', '"seq":1'));
    await expect(listActions(out, io, ports)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });
});

describe('a signed register', () => {
  const signed = { ...add, key: 'lead.pem' };
  const path = () => join(here.dir, 'reports', 'corrective.ndjson');
  beforeEach(() => keygen('lead.pem', io));

  it('says of each entry who signed it, or that nobody did', async () => {
    await addAction(bad, signed, io, ports);
    await noteAction('CA-0001', { ...out, by: 'Demo Administrator', note: 'Begun.' }, io, ports);
    const { text } = await listed();
    expect(text).toMatch(/2026-11-24 opened \[signed: ed25519:[0-9a-f]{32}\]/u);
    expect(text).toContain('2026-11-24 Demo Administrator: Begun. [not signed]');
  });
  it('is refused once a signed entry says something else, also where its place in the chain is mended', async () => {
    await addAction(bad, signed, io, ports);
    await writeFile(path(), (await readFile(path(), 'utf8')).replace('"due":"2026-12-10"', '"due":"2027-12-10"'));
    await expect(listActions(out, io, ports)).rejects.toMatchObject({ message: expect.stringContaining('corrective.ndjson:1: its signature does not hold') });
    await expect(addAction(bad, signed, io, ports)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });
  it.each(['keyId', 'publicKey', 'signature'])('does not take an entry that lost its %s for an unsigned one', async (field) => {
    await addAction(bad, signed, io, ports);
    const { [field]: _, ...rest } = JSON.parse(await readFile(path(), 'utf8')) as Record<string, unknown>;
    await writeFile(path(), `${canonicalJson(rest)}\n`);
    await expect(listActions(out, io, ports)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });
  it('signs nothing without the key that is named', async () => {
    await expect(addAction(bad, { ...add, key: 'none.pem' }, io, ports)).rejects.toMatchObject({ code: 'KEY_UNUSABLE' });
    expect(await readFile(path(), 'utf8').catch(() => 'none')).toBe('none');
  });
});

describe('the register at an earlier moment', () => {
  it('is what was written until then, with a chain of its own', async () => {
    await addAction(bad, add, io, ports);
    here.now = '2026-11-25T10:00:00.000Z';
    await noteAction('CA-0001', { ...out, by: 'Demo Administrator', note: 'Begun.' }, io, ports);
    const path = join(here.dir, 'reports', 'corrective.ndjson');
    const [whole, before, none] = await Promise.all(['2026-12-31', '2026-11-25', '2026-11-24'].map((day) => readRegister(path, `${day}T00:00:00.000Z`)));
    expect([whole, before, none].map((one) => one?.actions.map(({ status }) => status))).toEqual([['in-progress'], ['open'], []]);
    expect([whole, before, none].map((one) => one?.source.split('\n').length)).toEqual([3, 2, 1]);
    expect(whole?.source.startsWith(before?.source ?? 'x')).toBe(true);
  });
});

describe('the papers of a run', { timeout: 60_000 }, () => {
  it('hold the corrective actions where they are written elsewhere, and nothing of them under the seal', async () => {
    await addAction(bad, add, io, ports);
    here.now = '2026-12-30T10:00:00.000Z';
    const good = await runOf('good', 30);
    await closeAction('CA-0001', { ...close, verifiedBy: good }, io, ports);
    const formats = { format: 'html,oscal-poam,pdf' };
    await report(bad, { ...formats, to: 'beside' }, io, ports);
    const paper = (await textOf(await readFile(join(here.dir, 'beside', 'report.pdf')))).replaceAll(/\s+/gu, '');
    const page = await readFile(join(here.dir, 'beside', 'report.html'), 'utf8');
    const poam = await readFile(join(here.dir, 'beside', 'oscal-poam.json'), 'utf8');
    for (const text of [paper, page.replaceAll(/\s+/gu, ''), poam.replaceAll(/\s+/gu, '')])
      for (const fact of ['CA-0001', 'database-administrator', '2026-12-10', 'Takethedumpataquiettime.', 'Done.', 'closed']) expect(text).toContain(fact);
    await report(good, { ...formats, to: 'after' }, io, ports);
    expect(await readFile(join(here.dir, 'after', 'report.html'), 'utf8')).toContain('that this run showed to be done');
    expect(await readFile(join(bad, 'summary.md'), 'utf8')).not.toContain('CA-0001');
  });
  it('take a register that is named, and refuse one that is broken or not there', async () => {
    await addAction(bad, add, io, ports);
    await expect(report(bad, { to: 'beside', corrective: 'none.ndjson' }, io, ports)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    await expect(report(bad, { corrective: 'reports/corrective.ndjson' }, io, ports)).rejects.toMatchObject({ code: 'INVALID_FLAG' });
    const path = join(here.dir, 'reports', 'corrective.ndjson');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"seq":0', '"seq":1'));
    await expect(report(bad, { to: 'beside' }, io, ports)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });
});
