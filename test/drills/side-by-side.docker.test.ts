import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../src/commands/run.ts';
import { readJournal } from '../../src/engine/journal-read.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { connectEngine } from '../../src/stack/engine.ts';
import { listRunObjects } from '../../src/stack/removal.ts';
import { home, testPorts } from './rehearse.ts';

const drills = ['database-corruption', 'key-loss'].map((name) => join(home, `drills/${name}.yaml`));
const out = mkdtempSync(join(tmpdir(), 'muster-side-by-side-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** The folders of the runs below `out`, and what of each is left in the engine. */
async function runsIn(folder: string) {
  const engine = await connectEngine({ env: process.env, signal: new AbortController().signal });
  const journals = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('journal.ndjson'));
  return await Promise.all(
    journals.map(async (file) => {
      const { events, sealed } = await readJournal(join(folder, file, '..'));
      const [first] = events;
      const left = first?.type === 'run-started' ? await listRunObjects(engine, first.runId) : [{ name: 'no run-started' }];
      return { sealed, left: left.map(({ name }) => name), began: events[0]?.at ?? '', ended: events.at(-1)?.at ?? '', events };
    }),
  );
}

describe('two drills side by side', () => {
  it('run at the same time on mirrors of their own, and end in one table and the worst exit code', async () => {
    const [said, told]: [string[], string[]] = [[], []];
    const io = { out: (text: string) => void said.push(text), err: (text: string) => void told.push(text), cwd: home, signal: new AbortController().signal };
    const code = await run(drills, { jobs: 2, prove: false, commerce: 'order-desk', out: join(out, 'both') }, io, testPorts());
    expect(code).toBe(2);
    expect(said.filter((line) => /^(database-corruption|key-loss) +INCONCLUSIVE +demo/u.test(line))).toHaveLength(2);
    expect(told.every((line) => /^\[(database-corruption|key-loss)\] /u.test(line))).toBe(true);
    const runs = await runsIn(join(out, 'both'));
    expect(runs.map(({ sealed, left }) => ({ sealed, left }))).toEqual([
      { sealed: true, left: [] },
      { sealed: true, left: [] },
    ]);
    const [one, two] = runs;
    expect((one?.began ?? '') < (two?.ended ?? '') && (two?.began ?? '') < (one?.ended ?? '')).toBe(true);
  }, 300_000);

  it('both end with evidence and leave nothing when they are interrupted', async () => {
    const stopping = new AbortController();
    const err = (text: string): void => void (text.includes('] restore') && stopping.abort('SIGINT'));
    const io = { out: () => undefined, err, cwd: home, signal: stopping.signal };
    const code = await run(drills, { jobs: 2, prove: false, commerce: 'order-desk', out: join(out, 'cut') }, io, testPorts());
    expect(code).toBe(130);
    const runs = await runsIn(join(out, 'cut'));
    expect(runs.map(({ sealed, left, events }) => [sealed, left, events.some(({ type }) => type === 'interrupted')])).toEqual([
      [true, [], true],
      [true, [], true],
    ]);
    const results = readdirSync(join(out, 'cut'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('result.json'));
    const reasons = results.map((file) => (JSON.parse(readFileSync(join(out, 'cut', file), 'utf8')) as DrillResult).reasons.map((reason) => reason.code));

    expect(reasons).toEqual([expect.arrayContaining(['interrupted']), expect.arrayContaining(['interrupted'])]);
  }, 300_000);
});
