import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertionOf, discard, rehearse } from './rehearse.ts';

describe('the drill checkout-outage, as shipped', () => {
  let run: Awaited<ReturnType<typeof rehearse>>;
  beforeAll(async () => {
    run = await rehearse({ drill: 'checkout-outage' });
  }, 300_000);
  afterAll(() => discard(run.dir));

  it('passes by its own runbook, every check shown to be able to fail', () => {
    expect(run.result.reasons).toEqual([]);
    expect(run.result.assertions.map(({ kind, after, proof }) => [kind, after, proof])).toEqual(
      run.result.assertions.map(({ kind }) => [kind, 'holds', 'caught']),
    );
  });

  it('cut the database off in the middle of checkouts, and lost none that was answered', () => {
    expect(run.result.faults[0]?.summary).toMatch(/in the middle of [1-9]\d* checkout/u);
    const { carts = 0, answered = 0, kept } = assertionOf(run.result, 'orders-exactly-once').counts;
    expect(kept).toBe(answered);
    expect(carts).toBeGreaterThan(answered);
  });

  it('counts nothing that went out of the mirror, also while the database was on no network', () => {
    for (const kind of ['egress', 'mail', 'schedulers'])
      expect(run.result.watchers.find((one) => one.kind === kind)).toMatchObject({ findings: [], summary: { delivered: 0 } });
  });
});
