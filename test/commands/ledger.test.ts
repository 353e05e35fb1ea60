import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { ledgerEnd, ledgerStart } from '../../src/commands/evidence-ledger.ts';
import { openStore, settingsHere } from '../../src/commands/evidence-store.ts';
import { anchor, ledger } from '../../src/commands/ledger.ts';
import { report } from '../../src/commands/report.ts';
import { sealRun } from '../../src/commands/seal-run.ts';
import { verify } from '../../src/commands/verify.ts';
import { canonicalJson } from '../../src/model/canonical.ts';
import { fold } from '../../src/model/fold.ts';
import { sampleJournal } from '../model/sample-journal.ts';
import { samplePlan } from '../model/sample-plan.ts';

let dir = '';
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
const clock = { now: () => '2026-11-23T11:00:00.000Z', monotonicMs: () => 0 };
const ports = { catalog, home: '', env: {}, terminal: false, ask: null, peakMemoryMib: () => 1, clock, tool: { version: '0.1.0', commit: 'a1b2c3d' } };
const out = () => join(dir, 'reports');
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-ledger-verb-'));
  said.length = 0;
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** What `muster run` does around a drill, with the journal of a drill that is told, not run. */
async function runOnce(runId: string, end = true): Promise<string> {
  const events = sampleJournal({ fact: (fact) => (fact.type === 'run-started' ? { ...fact, runId } : fact) });
  const result = fold(events);
  await using store = await openStore(settingsHere(io, ports), out(), io);
  const started = await ledgerStart(store, { runId, plan: samplePlan(), preparedBy: 'Op' }, clock);
  const folder = join(out(), '2026-Q4', `database-loss-20261123T110000Z-${runId}`);
  if (!end) return folder;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'journal.ndjson'), events.map((event) => `${canonicalJson(event)}\n`).join(''));
  await report(folder, { format: 'json,summary' }, io, ports);
  const sealed = await sealRun(folder, { result, signer: null, before: started.facts }, ports);
  await ledgerEnd(store, { result, sealed, withheld: false }, clock);
  said.length = 0;
  return folder;
}

describe('the chain of runs', () => {
  it('goes from run to run, and names the attempt that died between', async () => {
    const first = await runOnce('first');
    await runOnce('died', false);
    const third = await runOnce('third');
    const manifest = JSON.parse(await readFile(join(third, 'manifest.json'), 'utf8')) as {
      readonly predecessor: { readonly runId: string };
      readonly attemptsSince: readonly string[];
    };
    expect([manifest.predecessor.runId, manifest.attemptsSince]).toEqual(['first', ['died']]);
    expect([await verify(first, {}, io, ports), await verify(third, {}, io, ports)]).toEqual([0, 0]);
    expect(said.join('\n')).toContain('No predecessor');
    expect(said.join('\n')).toContain('Started since and never sealed: died');
    said.length = 0;
    expect(await ledger({ out: 'reports' }, io, ports)).toBe(0);
    expect(said.join('\n')).toMatch(/died {2}NEVER ENDED[^]*third {2}pass/u);
  });
  it('is broken when the run before was sealed anew, and verify says so', async () => {
    const first = await runOnce('first');
    const second = await runOnce('second');
    const path = join(first, 'manifest.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"preparedBy":{"keyId":null', '"preparedBy":{ "keyId":null'));
    expect(await verify(second, {}, io, ports)).toBe(1);
    expect(said.join('\n')).toMatch(/-first\/manifest\.json: the run before this one was sealed anew/u);
  });
  it('is broken when the ledger was changed, or leaves a run out', async () => {
    await runOnce('first');
    const second = await runOnce('second');
    const path = join(out(), 'ledger.ndjson');
    const source = await readFile(path, 'utf8');
    await writeFile(path, source.replace('"verdict":"pass"', '"verdict":"fail"'));
    expect(await verify(second, {}, io, ports)).toBe(1);
    expect(said.join('\n')).toContain('ledger.ndjson:3');
    expect(await ledger({ out: 'reports' }, io, ports)).toBe(1);
    await writeFile(
      join(dir, 'short'),
      source
        .split(/(?<=\n)/u)
        .slice(0, 2)
        .join(''),
    );
    await writeFile(path, source);
    expect(await verify(second, { ledger: 'short' }, io, ports)).toBe(1);
    expect(said.join('\n')).toContain('does not name this run');
  });
});

describe('an anchor', () => {
  it('finds a ledger that was cut short or written anew', async () => {
    await runOnce('first');
    await runOnce('second');
    expect(await anchor({ out: 'reports', to: 'custodian' }, io, ports)).toBe(0);
    await runOnce('third');
    expect(await ledger({ out: 'reports', anchors: 'custodian' }, io, ports)).toBe(0);
    const path = join(out(), 'ledger.ndjson');
    await writeFile(
      path,
      (await readFile(path, 'utf8'))
        .split(/(?<=\n)/u)
        .slice(0, 3)
        .join(''),
    );
    expect(await ledger({ out: 'reports' }, io, ports)).toBe(0);
    expect(await ledger({ out: 'reports', anchors: 'custodian' }, io, ports)).toBe(1);
    expect(said.join('\n')).toContain('its entry 4 was changed or cut off');
  });
  it('needs a ledger', () => expect(anchor({ out: 'reports', to: 'custodian' }, io, ports)).rejects.toMatchObject({ code: 'INVALID_FLAG' }));
});

describe('muster.yaml', () => {
  it('moves the ledger to a store of its own', async () => {
    await writeFile(join(dir, 'muster.yaml'), 'muster: 1\nevidence: { store: dir, at: kept, ledger: all/ledger.ndjson }\n');
    await mkdir(join(dir, 'kept', 'all'), { recursive: true });
    await runOnce('first');
    expect(await readFile(join(dir, 'kept', 'all', 'ledger.ndjson'), 'utf8')).toContain('"runId":"first"');
  });
  it.each([
    ['muster: 1\nevidence: { store: tape, at: x }\n', /muster\.yaml:2:\d+[^]*dir, git, s3/u],
    ['muster: 1\nevidence: { store: s3, at: bucket }\n', /s3:\/\/BUCKET/u],
    ['muster: 1\nseal: { timestamp: "https://user:secret@tsa.example" }\n', /without credentials|address/u],
    ['muster: 1\nevidnce: {}\n', /evidence/u],
  ])('is refused with file, line and column when it is wrong: %j', async (text, says) => {
    await writeFile(join(dir, 'muster.yaml'), text);
    await expect(ledger({ out: 'reports' }, io, ports)).rejects.toMatchObject({ code: 'INVALID_DEFINITION' });
    expect(said.join('\n')).toMatch(says);
  });
});
