import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addEntry, ledgerOf } from '../../src/evidence/ledger.ts';
import { folderStore } from '../../src/evidence/stores/folder.ts';
import { ledgerRuns, predecessorIn } from '../../src/model/ledger.ts';
import { ended, started } from './stores/ledger-entries.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-ledger-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));
const store = () => folderStore(dir, 'ledger.ndjson');
const text = async (): Promise<string> => await readFile(join(dir, 'ledger.ndjson'), 'utf8');

describe('the ledger', () => {
  it('keeps a start that never ended', async () => {
    await addEntry(store(), started('one'));
    await addEntry(store(), ended('one'));
    const { entries, problem } = await addEntry(store(), started('two'));
    expect(problem).toBeNull();
    expect(ledgerRuns(entries).map(({ start, end }) => [start.runId, end?.verdict ?? 'never ended'])).toEqual([
      ['one', 'pass'],
      ['two', 'never ended'],
    ]);
  });
  it('loses no line when many write at once', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, run) => addEntry(store(), started(`r${run}`))));
    const { entries, problem } = ledgerOf(await text());
    expect([entries.length, problem]).toEqual([12, null]);
  });
  it('names the line that was changed, removed or moved', async () => {
    for (const id of ['one', 'two', 'three']) await addEntry(store(), started(id));
    const lines = (await text()).split(/(?<=\n)/u);
    const [first = '', second = '', third = ''] = lines;
    expect(ledgerOf(first + third).problem).toMatch(/^ledger\.ndjson:2: /u);
    expect(ledgerOf(second + first + third).problem).toMatch(/^ledger\.ndjson:1: /u);
    expect(ledgerOf(first + second.replace('two', 'twa') + third).problem).toMatch(/^ledger\.ndjson:3: /u);
    expect(ledgerOf(first + second + third.slice(0, -5)).problem).toMatch(/^ledger\.ndjson:3: is cut/u);
  });
  it('takes nothing more once it is broken', async () => {
    await addEntry(store(), started('one'));
    await writeFile(join(dir, 'ledger.ndjson'), (await text()).replace('one', 'eno') + (await text()));
    await expect(addEntry(store(), started('two'))).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });
});

describe('the predecessor', () => {
  const run = { runId: 'now', drill: 'database-loss', site: 'clinic-shop' };
  it('is none on the first run', async () => {
    const { entries } = await addEntry(store(), started('now'));
    expect(predecessorIn(entries, run)).toEqual({ end: null, attempts: [] });
  });
  it('is the newest sealed run of the same drill, and what failed to seal since is named', async () => {
    for (const entry of [
      started('old'),
      ended('old'),
      started('good'),
      ended('good'),
      started('other', 'lost-key'),
      started('died'),
      started('unsealed'),
      ended('unsealed', null),
    ])
      await addEntry(store(), entry);
    const { entries } = await addEntry(store(), started('now'));
    const { end, attempts } = predecessorIn(entries, run);
    expect([end?.runId, attempts]).toEqual(['good', ['died', 'unsealed']]);
  });
});

describe('a store that is a folder', () => {
  it('says that it is unavailable when it cannot be written', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(addEntry(folderStore(join(dir, 'file'), 'ledger.ndjson'), started('one'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
