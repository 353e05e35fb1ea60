import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrillResult } from '../../src/model/result.ts';
import { discard, rehearse } from './rehearse.ts';

describe('the drill backup-broken, as shipped', () => {
  let result: DrillResult;
  let dir: string;
  beforeAll(async () => {
    ({ result, dir } = await rehearse({ drill: 'backup-broken' }));
  }, 600_000);
  afterAll(() => discard(dir));

  it('passes, every check shown to be able to fail', () => {
    expect(result.reasons).toEqual([]);
    expect(result.assertions.map(({ kind, after, proof }) => [kind, after, proof])).toEqual(result.assertions.map(({ kind }) => [kind, 'holds', 'caught']));
  });

  it('passes over four newer sets, each by its own rule, and restores the one before them', () => {
    const chosen = result.steps.find(({ kind }) => kind === 'choose-backup');
    expect(chosen?.outputs).toMatchObject({ refused: 4 });
    for (const rule of ['layers-whole', 'encrypted', 'tables-filled', 'no-key-inside']) expect(JSON.stringify(chosen?.outputs['why'])).toContain(rule);
    expect(result.steps.find(({ kind }) => kind === 'restore-database')?.outputs['set']).toBe(chosen?.outputs['set']);
  });

  it('says what it costs: the orders since the good set, and the time from its newest record to the failure', () => {
    expect(result.measured.ordersLost).toBeGreaterThan(0);
    const failure = result.faults.find(({ kind }) => kind === 'lose-volume')?.at ?? '';
    const first = result.faults[0]?.at ?? '';
    expect(Date.parse(failure)).toBeGreaterThan(Date.parse(first));
    expect(result.measured.rpoSeconds ?? 0).toBeGreaterThan((Date.parse(failure) - Date.parse(first)) / 1000);
  });
});
