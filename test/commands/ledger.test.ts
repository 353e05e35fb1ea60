import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ledgerEnd, ledgerStart } from '../../src/commands/evidence-ledger.ts';
import { openStore, settingsHere } from '../../src/commands/evidence-store.ts';
import { anchor, ledger } from '../../src/commands/ledger.ts';
import { sealRun } from '../../src/commands/seal-run.ts';
import { verify } from '../../src/commands/verify.ts';
import { withhold } from '../../src/evidence/withhold.ts';
import { fold } from '../../src/model/fold.ts';
import { sampleJournal } from '../model/sample-journal.ts';
import { samplePlan } from '../model/sample-plan.ts';
import { desk, writeJournal, writeSealedRun } from './desk.ts';

const here = desk('ledger-verb');
const { io, ports, said } = here;
const { clock } = ports;
const out = () => join(here.dir, 'reports');

/** What `muster run` does around a drill, with the journal of a drill that is told, not run. */
async function runOnce(runId: string, end = true): Promise<string> {
  const events = sampleJournal({ fact: (fact) => (fact.type === 'run-started' ? { ...fact, runId } : fact) });
  const result = fold(events);
  await using store = await openStore(settingsHere(io, ports), out(), io);
  const started = await ledgerStart(store, { runId, plan: samplePlan(), preparedBy: 'Op' }, clock);
  const folder = join(out(), '2026-Q4', `database-loss-20261123T110000Z-${runId}`);
  if (!end) return folder;
  const sealed = await writeSealedRun(here, folder, events, started.facts);
  await ledgerEnd(store, { result, sealed, withheld: false }, clock);
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
      join(here.dir, 'short'),
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

describe('a withheld run', () => {
  /** As `muster run` leaves one. */
  async function withheldRun(): Promise<string> {
    await using store = await openStore(settingsHere(io, ports), out(), io);
    const started = await ledgerStart(store, { runId: 'kept', plan: samplePlan(), preparedBy: 'Op' }, clock);
    const events = sampleJournal({ fact: (fact) => (fact.type === 'run-started' ? { ...fact, runId: 'kept' } : fact) });
    const result = fold(events);
    const folder = join(out(), '2026-Q4', 'database-loss-20261123T110000Z-kept');
    await writeJournal(folder, events);
    await withhold({ dir: folder, result, reports: new Map(), recipients: [], keyFolder: join(here.dir, 'keys') });
    const sealed = await sealRun(folder, { result, signer: null, before: started.facts }, ports);
    await ledgerEnd(store, { result, sealed, withheld: true }, clock);
    return folder;
  }

  it('is compared with the ledger all the same: its seal needs no key to what is in it', async () => {
    const folder = await withheldRun();
    expect(await verify(folder, {}, io, ports)).toBe(2);
    expect(said.join('\n')).toMatch(/is withheld[^]*Seal: NOT SIGNED[^]*No predecessor[^]*In the ledger: ended pass, 2 entries/u);
    said.length = 0;
    await verify(folder, { json: true }, io, ports);
    expect(JSON.parse(said.join(''))).toMatchObject({ withheld: true, intact: true, timestamp: { state: 'none' }, problems: [], seal: { state: 'unsigned' } });
  });
  it('fails where the ledger was changed, and where its note speaks of another run', async () => {
    const folder = await withheldRun();
    const ledgerPath = join(out(), 'ledger.ndjson');
    const source = await readFile(ledgerPath, 'utf8');
    await writeFile(ledgerPath, source.replace('"preparedBy":"Op"', '"preparedBy":"Oq"'));
    expect(await verify(folder, {}, io, ports)).toBe(1);
    expect(said.join('\n')).toContain('ledger.ndjson:2');
    await writeFile(ledgerPath, source);
    const note = join(folder, 'withheld.json');
    await writeFile(note, (await readFile(note, 'utf8')).replace('"runId": "kept"', '"runId": "other"'));
    expect(await verify(folder, {}, io, ports)).toBe(1);
    expect(said.join('\n')).toContain('manifest.json: speaks of another run, journal or verdict than withheld.json');
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
    await writeFile(join(here.dir, 'muster.yaml'), 'muster: 1\nevidence: { store: dir, at: kept, ledger: all/ledger.ndjson }\n');
    await mkdir(join(here.dir, 'kept', 'all'), { recursive: true });
    await runOnce('first');
    expect(await readFile(join(here.dir, 'kept', 'all', 'ledger.ndjson'), 'utf8')).toContain('"runId":"first"');
  });
  it.each([
    ['muster: 1\nevidence: { store: tape, at: x }\n', /muster\.yaml:2:\d+[^]*dir, git, s3/u],
    ['muster: 1\nevidence: { store: s3, at: bucket }\n', /s3:\/\/BUCKET/u],
    ['muster: 1\nseal: { timestamp: "https://user:secret@tsa.example" }\n', /without credentials|address/u],
    ['muster: 1\nevidnce: {}\n', /evidence/u],
  ])('is refused with file, line and column when it is wrong: %j', async (text, says) => {
    await writeFile(join(here.dir, 'muster.yaml'), text);
    await expect(ledger({ out: 'reports' }, io, ports)).rejects.toMatchObject({ code: 'INVALID_DEFINITION' });
    expect(said.join('\n')).toMatch(says);
  });
});
