import { describe, expect, it } from 'vitest';
import { needsWork, statusOf } from '../../src/history/cadence.ts';
import type { MadeOf, PastRun } from '../../src/history/past-run.ts';
import type { Overview } from '../../src/history/overview.ts';
import { historyLines, sparkline, statusLines } from '../../src/history/table.ts';

const digest = (name: string): `sha256:${string}` => `sha256:${name}`;
const digests = { drill: digest('d'), runbook: digest('r'), phiMap: digest('m'), people: digest('p'), stack: digest('s'), lock: null, controls: digest('c') };
const madeOf: MadeOf = {
  components: [{ kind: 'plugin', slug: 'vault', version: '1.0', digest: digest('v') }],
  images: [{ service: 'web', tag: 'muster-web:1' }],
};
const run = (change: Partial<PastRun> = {}): PastRun => ({
  dir: 'reports/a',
  runId: 'a1',
  drill: 'database-loss',
  site: 'shop',
  startedAt: '2026-08-01T10:00:00.000Z',
  verdict: 'pass',
  grade: 'procedure',
  rtoSeconds: 60,
  rpoSeconds: 30,
  ordersLost: 0,
  unloggedWindowMs: 0,
  certified: false,
  digests,
  madeOf,
  ...change,
});
const now = { drill: 'database-loss', title: 'The database is lost', site: 'shop', digests, madeOf };
const nothing: Overview = {
  at: '2026-08-02T10:00:00.000Z',
  maxAge: 'P92D',
  drills: [],
  overdue: [],
  undocumented: [],
  corrective: { open: [], problem: null },
};
const on = (day: string) => ({ now: `${day}T10:00:00.000Z`, maxAgeSeconds: 92 * 86_400 });

describe('where a drill stands', () => {
  it('is due at once when it was never run, here or on this site', () => {
    expect(statusOf(now, [run({ site: 'another' })], on('2026-08-02'))).toMatchObject({ last: null, due: true });
  });
  it('is due when its newest run is too old, and not a day before', () => {
    const runs = [run(), run({ startedAt: '2026-07-01T10:00:00.000Z' })];
    expect(statusOf(now, runs, on('2026-11-01'))).toMatchObject({ due: false, ageDays: 92, dueBy: '2026-11-01T10:00:00.000Z' });
    expect(statusOf(now, runs, on('2026-11-02'))).toMatchObject({ due: true, ageDays: 93 });
  });
  it.each([
    ['drill', 'the drill'],
    ['runbook', 'the runbook'],
    ['stack', 'stack.yaml'],
    ['lock', 'stack.lock.yaml'],
    ['phiMap', 'the PHI map'],
    ['people', 'people.yaml'],
    ['controls', 'the controls'],
  ] as const)('is stale when %s changed since, and says which alone', (part, changed) => {
    const status = statusOf({ ...now, digests: { ...digests, [part]: digest('other') } }, [run()], on('2026-08-02'));
    expect(status.changed).toEqual([changed]);
    expect(needsWork(status)).toBe(true);
    expect(statusLines({ ...nothing, drills: [status] }).join('')).toContain(`STALE: ${changed} changed since`);
  });
  it.each([
    ['another version', { ...madeOf, components: [{ kind: 'plugin', slug: 'vault', version: '1.1', digest: digest('w') }] }, ['plugin vault (1.0 to 1.1)']],
    ['other bytes', { ...madeOf, components: [{ kind: 'plugin', slug: 'vault', version: '1.0', digest: digest('w') }] }, ['plugin vault (other bytes of 1.0)']],
    [
      'another plugin',
      { ...madeOf, components: [{ kind: 'theme', slug: 'plain', version: '1', digest: digest('t') }] },
      ['theme plain (new)', 'plugin vault (gone)'],
    ],
    ['another image', { ...madeOf, images: [{ service: 'web', tag: 'muster-web:2' }] }, ['the images of web']],
    ['plugins that are not at hand', { components: null, images: null }, []],
  ] as const)('is stale when the mirror would be made of other things: %s', (_, is, changed) => {
    expect(statusOf({ ...now, madeOf: is }, [run()], on('2026-08-02')).changed).toEqual(changed);
  });
  it('takes a run of before the catalogue of controls for what it is', () => {
    expect(statusOf(now, [run({ digests: { ...digests, controls: null } })], on('2026-08-02')).changed).toEqual([]);
  });
  it('needs work when the last run did not pass, whatever an earlier one did', () => {
    const status = statusOf(now, [run(), run({ startedAt: '2026-08-02T10:00:00.000Z', verdict: 'fail' })], on('2026-08-03'));
    expect(needsWork(status)).toBe(true);
    expect(needsWork(statusOf(now, [run()], on('2026-08-03')))).toBe(false);
  });
});

describe('the history', () => {
  it('draws values from zero to the greatest, and nothing where nothing was measured', () => {
    expect(sparkline([0, 50, null, 100])).toBe('▁▄ █');
    expect(sparkline([null])).toBe(' ');
    expect(sparkline([0, 0])).toBe('▁▁');
  });
  it('stands oldest first, a block per drill and site', () => {
    const text = historyLines([run({ runId: 'late', startedAt: '2026-09-01T00:00:00.000Z' }), run({ runId: 'early' }), run({ drill: 'key-loss' })]).join('\n');
    expect(text.indexOf('early')).toBeLessThan(text.indexOf('late'));
    expect(text).toContain('key-loss on shop');
  });
});
