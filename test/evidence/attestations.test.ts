import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  appendAttestation,
  readAttestations,
  signStatement,
  statementProblem,
  type Statement,
  type VerifiedAttestations,
} from '../../src/evidence/attestations.ts';
import { keySigner } from '../../src/evidence/signer.ts';
import { fold } from '../../src/model/fold.ts';
import { sampleJournal } from '../model/sample-journal.ts';
import { step } from '../model/sample-plan.ts';

const now = '2026-11-23T12:00:00.000Z';
const ids = ['first', 'second', 'third'];
const result = fold(
  sampleJournal({ plan: (plan) => ({ ...plan, steps: [...plan.steps, ...ids.map((id) => step(id, id, 'manual', [], 'security-official'))] }) }),
);
const { privateKey } = generateKeyPairSync('ed25519');
const statement = (id: string, at = '2026-11-23T11:00:00.000Z'): Statement => ({
  runId: result.run.id,
  journalHead: result.journal.headHash,
  step: id,
  by: 'security-official',
  name: 'Somebody',
  result: 'done',
  comment: '',
  at,
});

let dir = '';
const path = (): string => join(dir, 'attestations.ndjson');
const read = async (): Promise<VerifiedAttestations> => await readAttestations(dir, result, now);
const steps = ({ accepted }: VerifiedAttestations): readonly string[] => accepted.map((one) => one.step);
const lines = async (): Promise<readonly string[]> => (await readFile(path(), 'utf8')).split('\n').slice(0, -1);
const put = async (...kept: readonly (string | undefined)[]): Promise<void> => await writeFile(path(), kept.map((line) => `${line}\n`).join(''));
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-attestations-'));
  for (const id of ids) await appendAttestation(dir, await signStatement(statement(id), (await read()).head ?? '', keySigner(privateKey)));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('the chain of attestations', () => {
  it('begins at the head of the journal, and its own head changes with every line', async () => {
    const [first] = await lines();
    expect(JSON.parse(first ?? '')).toMatchObject({ prev: result.journal.headHash });
    const whole = await read();
    expect(whole).toMatchObject({ problems: [] });
    expect(steps(whole)).toEqual(ids);
    await put(first);
    expect((await read()).head).not.toBe(whole.head);
    await rm(path());
    expect(await read()).toEqual({ accepted: [], problems: [], head: result.journal.headHash });
  });
  it('breaks where a line was removed', async () => {
    const [first, , third] = await lines();
    await put(first, third);
    const found = await read();
    expect(steps(found)).toEqual(['first']);
    expect(found.problems).toEqual([expect.stringMatching(/^attestations\.ndjson:2: .*removed, added or moved/u)]);
    expect(found.head).toBeNull();
  });
  it('breaks at its beginning when the first line was removed', async () => {
    await put(...(await lines()).slice(1));
    expect(await read()).toMatchObject({ accepted: [], head: null });
  });
  it('breaks where a line was exchanged for another one that is signed', async () => {
    const [first, , third] = await lines();
    await rm(path());
    await put(first);
    await appendAttestation(dir, await signStatement({ ...statement('second'), result: 'failed' }, (await read()).head ?? '', keySigner(privateKey)));
    await put(...(await lines()), third);
    const found = await read();
    expect(found.problems).toEqual([expect.stringContaining('attestations.ndjson:3')]);
    expect(steps(found)).toEqual(['first', 'second']);
  });
  it.each([
    ['with spaces', (line: string) => line.replace('{', '{ ')],
    ['that is empty', () => ''],
    ['that is cut', (line: string) => line.slice(0, -30)],
  ])('breaks at a line %s', async (_what, change) => {
    const [first = '', ...rest] = await lines();
    await put(change(first), ...rest);
    expect(await read()).toMatchObject({ accepted: [], head: null, problems: [expect.stringContaining('attestations.ndjson:1')] });
  });
  it('breaks at a last line without its end', async () => {
    await writeFile(path(), (await readFile(path(), 'utf8')).slice(0, -1));
    expect(await read()).toMatchObject({ head: null, problems: [expect.stringContaining('attestations.ndjson:3: is cut')] });
  });
  it('goes on after a sound line that cannot count', async () => {
    await appendAttestation(dir, await signStatement(statement('first'), (await read()).head ?? '', keySigner(privateKey)));
    const found = await read();
    expect(steps(found)).toEqual(ids);
    expect(found.problems).toEqual([expect.stringContaining('attested already')]);
    expect(found.head).toMatch(/^[0-9a-f]{64}$/u);
  });
});

describe('the date of an attestation', () => {
  it.each([
    ['before the step', '2026-11-23T09:00:00.000Z'],
    ['no date at all', '2026-99-99T99:99:99Z'],
    ['no date', 'yesterday'],
    ['a day that does not exist', '2027-02-30T11:00:00Z'],
    ['an hour that does not exist', '2026-11-23T24:00:00Z'],
    ['later than now', '2026-11-23T12:00:00.001Z'],
  ])('is refused: %s', (_what, at) => {
    expect(statementProblem(statement('first', at), result, { now })).toMatch(/date/u);
  });
  it.each(['2026-11-23T11:00:00Z', '2026-11-23T11:00:00.5Z', now])('is taken: %s', (at) => {
    expect(statementProblem(statement('first', at), result, { now })).toBeNull();
  });
});
