import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../src/engine/journal-read.ts';
import { facesOf } from '../../src/commands/faces.ts';
import { leakScan } from '../../src/evidence/leak-scan.ts';
import { withMembers } from '../../src/evidence/members.ts';
import { listAllFiles } from '../../src/evidence/sealed-files.ts';
import { protectedValues } from '../../src/phi/synthetic.ts';
import { verify } from '../../src/commands/verify.ts';
import { assertionOf, discard, rehearse, testPorts } from './rehearse.ts';

describe('the drill database-loss, as shipped', () => {
  let run: Awaited<ReturnType<typeof rehearse>>;
  beforeAll(async () => {
    run = await rehearse({});
  }, 600_000);
  afterAll(() => discard(run.dir));

  it('passes', () => {
    expect(run.result.reasons).toEqual([]);
    expect(run.result.verdict).toBe('pass');
  });

  it('reads every assertion true before, true after, and catches its sabotage', () => {
    expect(run.result.assertions.map(({ kind, before, after, proof, verdict }) => ({ kind, before, after, proof, verdict }))).toEqual(
      [
        'phi-integrity',
        'phi-encryption',
        'roles-unchanged',
        'access-log-continuous',
        'no-unlogged-phi',
        'checkout-works',
        'ids-not-reused',
        'references-whole',
      ].map((kind) => ({
        kind,
        before: 'holds',
        after: 'holds',
        proof: 'caught',
        verdict: 'pass',
      })),
    );
  });

  it('felt the fault: the shop was down, and PHI could not be looked at', () => {
    expect(run.result.faults).toEqual([expect.objectContaining({ kind: 'lose-volume', felt: true })]);
    expect(assertionOf(run.result, 'phi-integrity')).toMatchObject({ felt: 'broken', feltReason: 'unreachable' });
  });

  it('measures RTO and RPO within the objectives, and knows which orders are gone', () => {
    const { measured, objectives } = run.result;
    expect(measured.rtoSeconds).toBeGreaterThan(1);
    expect(measured.rtoSeconds).toBeLessThan(objectives.rtoSeconds);
    expect(measured.rpoSeconds).toBeGreaterThan(0);
    expect(measured.ordersLost).toBeGreaterThan(0);
  });

  it('reads distinct PHI records all the time, ten a second and more while the shop is up', () => {
    const watcher = run.result.watchers.find((one) => one.kind === 'phi-reads');
    expect(watcher?.summary).toMatchObject({ unlogged: 0, unauthorised: 0 });
    const { baseline = 0, fault = 0, assert = 0 } = run.result.measured.phases;
    expect(Number(watcher?.summary['records'])).toBeGreaterThan(10 * (baseline + fault + assert));
  });

  it('had no way out, and trapped its mail', () => {
    expect(run.result.isolation.egress).toMatchObject({ succeeded: 0 });
    expect(run.result.isolation.egress.probes).toBeGreaterThan(5);
    expect(run.result.isolation.mail.captured).toBeGreaterThan(0);
  });

  it('leaves nothing in the engine and says what it destroyed', () => {
    expect(run.result.teardown.leftovers).toEqual([]);
    expect(run.result.teardown.destroyed.length).toBeGreaterThan(3);
  });

  it('keeps a journal whose chain is whole', async () => {
    expect(await readJournal(run.dir)).toMatchObject({ sealed: true, torn: false, problems: [] });
  });

  it('writes reports that `verify` renders again to the byte', async () => {
    const said: string[] = [];
    const io = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text), cwd: run.dir, signal: new AbortController().signal };
    expect([await verify(run.dir, {}, io, testPorts()), said.join('\n')]).toEqual([0, expect.not.stringContaining('not compared')]);
  });

  it('writes no synthetic value into any output, however it is encoded or packed', async () => {
    const { seed, orders, customers } = { seed: 2026, orders: 2000, customers: 400 };
    const names = await listAllFiles(run.dir);
    const faces = facesOf(run.result).map(({ file }) => file);
    expect(names.toSorted()).toEqual(['journal.ndjson', 'manifest.json', 'seal.dsse.json', ...faces].toSorted());
    const { files, cut } = await withMembers(new Map(names.map((name) => [name, readFileSync(join(run.dir, name))])));
    expect(cut).toEqual([]);
    expect(files.size).toBeGreaterThan(names.length);
    expect(leakScan(files, [...protectedValues(seed, orders, customers)]).hits).toEqual([]);
    const planted = new Map([...files, ['planted.txt', Buffer.from([...protectedValues(seed, 1, 1)].join('\n'))]]);
    expect(leakScan(planted, [...protectedValues(seed, 1, 1)]).hits.length).toBeGreaterThan(0);
  });
});
