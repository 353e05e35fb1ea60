import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendCertification, readCertification, type CertificationStatement } from '../../src/evidence/certifications.ts';
import { keyIdOf } from '../../src/evidence/keys.ts';
import { seal } from '../../src/evidence/seal.ts';
import { keySigner } from '../../src/evidence/signer.ts';
import { fold } from '../../src/model/fold.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { sampleJournal } from '../model/sample-journal.ts';

const [sealer, official, stranger] = [1, 2, 3].map(() => keySigner(generateKeyPairSync('ed25519').privateKey)) as [
  ReturnType<typeof keySigner>,
  ReturnType<typeof keySigner>,
  ReturnType<typeof keySigner>,
];
const now = '2026-11-24T12:00:00.000Z';
const folded = fold(sampleJournal());
const roster = [
  { role: 'security-official', name: 'Demo Official', as: 'holder', keyId: keyIdOf(official.publicKey) },
  { role: 'security-official', name: 'Demo Deputy', as: 'deputy', keyId: null },
] as const;
const result: DrillResult = { ...folded, evidenceGrade: 'procedure', findings: [], people: { ...folded.people, roster } };
const finding = { id: 'x-1', severity: 'low', text: '', controls: [], repeatOf: null } as const;

let dir = '';
let statement: CertificationStatement;
const read = async (of = result) => await readCertification(dir, { result: of, now });
const add = async (change: Partial<CertificationStatement> = {}, signer = official): Promise<void> =>
  appendCertification(dir, { ...statement, ...change }, { prev: (await read()).head ?? '', signer });

async function sealIt(preparedBy = 'Demo Operator', signer: typeof sealer | null = sealer): Promise<void> {
  dir = await mkdtemp(join(tmpdir(), 'muster-certify-'));
  await writeFile(join(dir, 'result.json'), '{}');
  const facts = {
    runId: result.run.id,
    drill: 'd',
    site: 's',
    verdict: result.verdict,
    evidenceGrade: result.evidenceGrade,
    sealedAt: '2026-11-24T10:00:00.000Z',
  };
  const { digest } = await seal(
    dir,
    {
      ...facts,
      tool: { version: '0', commit: '' },
      journalHead: 'a'.repeat(64),
      predecessor: null,
      predecessorText: 'No predecessor.',
      attemptsSince: [],
      ledgerHead: null,
      preparedBy,
    },
    signer,
  );
  statement = {
    runId: result.run.id,
    manifest: digest,
    evidenceHead: result.journal.headHash,
    role: 'security-official',
    name: 'Demo Official',
    result: 'accept',
    resultReviewed: true,
    correctiveActionsAccepted: false,
    comment: 'Seen.',
    at: '2026-11-24T11:00:00.000Z',
  };
}
beforeEach(() => sealIt());
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('a certification', () => {
  it('makes a run certified, and until then it is not', async () => {
    expect(await read()).toMatchObject({ state: 'not-certified', why: 'The security-official has not certified it.' });
    await add();
    expect(await read()).toMatchObject({ state: 'certified', problems: [] });
  });
  it('needs the corrective actions accepted where there are findings', async () => {
    const withFinding = { ...result, findings: [finding] };
    await add();
    expect(await read(withFinding)).toMatchObject({ state: 'not-certified', why: expect.stringContaining('corrective actions') });
    await add({ correctiveActionsAccepted: true });
    expect(await read(withFinding)).toMatchObject({ state: 'certified' });
  });
  it('ends with a later no, whoever says it', async () => {
    await add();
    await add({ name: 'Demo Deputy', result: 'reject' }, stranger);
    expect(await read()).toMatchObject({ state: 'rejected' });
  });
  it.each([
    ['the key that sealed the run', {}, sealer, 'cannot certify'],
    ["the preparer's name, written otherwise", { name: 'demo  operator' }, official, 'prepared the run'],
    ['somebody who is not in people.yaml', { name: 'Passer-by' }, stranger, 'does not name'],
    ['a key that people.yaml does not name for the person', {}, stranger, 'names another key'],
    ['a time before the seal', { at: '2026-11-24T09:59:00.000Z' }, official, 'before the seal'],
    ['a time to come', { at: '2026-11-25T09:59:00.000Z' }, official, 'later than now'],
    ['another seal', { manifest: `sha256:${'b'.repeat(64)}` }, official, 'another seal'],
    ['a result that was not reviewed', { resultReviewed: false }, official, 'not reviewed'],
  ] as const)('counts for nothing from %s', async (_what, change, signer, why) => {
    await add(change, signer);
    const state = await read();
    expect(state.state).toBe('not-certified');
    expect(state.problems).toEqual([expect.stringContaining(why)]);
    expect(state.problems[0]).toMatch(/^certification\.ndjson:1: /u);
  });
  it('counts for nothing where nobody is named as preparer', async () => {
    await rm(dir, { recursive: true });
    await sealIt('');
    await add();
    expect((await read()).problems).toEqual([expect.stringContaining('nobody is named as preparer')]);
  });
  it('is none for a demo, an unsigned, an unsealed or a changed run', async () => {
    await add();
    expect(await read({ ...result, evidenceGrade: 'demo' })).toMatchObject({ state: 'not-certified', why: expect.stringContaining('demo') });
    await writeFile(join(dir, 'result.json'), '{ }');
    expect(await read()).toMatchObject({ state: 'not-certified', why: expect.stringContaining('result.json: was changed') });
    await rm(join(dir, 'manifest.json'));
    await rm(join(dir, 'seal.dsse.json'));
    expect(await read()).toMatchObject({ state: 'not-certified', why: 'It is not sealed.' });
    await rm(dir, { recursive: true });
    await sealIt('Demo Operator', null);
    await add();
    expect(await read()).toMatchObject({ state: 'not-certified', why: expect.stringContaining('not signed') });
  });
  it('breaks the chain when a line is removed, changed or moved', async () => {
    await add({ result: 'reject' });
    await add();
    expect(await read()).toMatchObject({ state: 'certified' });
    const path = join(dir, 'certification.ndjson');
    const [first = '', second = ''] = (await readFile(path, 'utf8')).split(/(?<=\n)/u);
    await writeFile(path, second);
    expect(await read()).toMatchObject({ state: 'not-certified', head: null, problems: [expect.stringContaining('certification.ndjson:1')] });
    await writeFile(path, first.replace('reject', 'accept') + second);
    expect(await read()).toMatchObject({ state: 'not-certified', problems: [expect.stringContaining('signature')] });
  });
});
