import { describe, expect, it } from 'vitest';
import { needsWork, statusOf } from '../../src/history/cadence.ts';
import type { PastRun } from '../../src/history/past-run.ts';
import { historyLines, sparkline, statusLines } from '../../src/history/table.ts';

const digest = (name: string): `sha256:${string}` => `sha256:${name}`;
const digests = { drill: digest('d'), runbook: digest('r'), phiMap: digest('m'), people: digest('p'), site: digest('s') };
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
  digests,
  ...change,
});
const now = { drill: 'database-loss', title: 'The database is lost', site: 'shop', digests };
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
    ['drill', ['the drill']],
    ['runbook', ['the runbook']],
    ['site', ['the stack or its lock']],
  ] as const)('is stale when %s changed since, and says which', (part, changed) => {
    const status = statusOf({ ...now, digests: { ...digests, [part]: digest('other') } }, [run()], on('2026-08-02'));
    expect(status.changed).toEqual(changed);
    expect(needsWork(status)).toBe(true);
    expect(statusLines([status]).join('')).toContain(`STALE: ${changed[0]} changed since`);
  });
  it('names the map or the people alone when they are what made the site differ', () => {
    const status = statusOf({ ...now, digests: { ...digests, phiMap: digest('x'), site: digest('y') } }, [run()], on('2026-08-02'));
    expect(status.changed).toEqual(['the PHI map']);
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
