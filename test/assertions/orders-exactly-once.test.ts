import { describe, expect, it } from 'vitest';
import { ordersExactlyOnce } from '../../src/assertions/orders-exactly-once.ts';
import type { Row } from '../../src/model/ports/database.ts';
import type { RunContext } from '../../src/model/ports/run-context.ts';
import type { CheckoutAttempt } from '../../src/model/ports/shop.ts';

type Told = readonly [unit: string, outcome: CheckoutAttempt['outcome'], orderId?: number, by?: CheckoutAttempt['by']];

/** Reads the assertion over what guests were told and what the shop's store holds (`unit`, `id`). */
async function read(told: readonly Told[], stored: readonly (readonly [unit: string, id: number])[], params: { readonly 'may-lose'?: string } = {}) {
  const attempts = told.map(([unit, outcome, orderId = 0, by = 'canary-orders'], second): CheckoutAttempt => ({
    unit,
    by,
    at: `2026-11-23T10:00:0${second}.000Z`,
    outcome,
    orderId: outcome === 'answered' ? orderId : null,
  }));
  const rows: readonly Row[] = stored.map(([unit, id]) => ({ unit, id }));
  const context = {
    ledger: { attempts },
    backups: { sets: [{ takenAt: '2026-11-23T10:00:01.500Z' }] },
    mirror: { site: { orderStorage: 'hpos', tablePrefix: 'wp_' }, database: { prefix: 'wp_', query: async () => rows } },
  };
  const { reading, counts } = await ordersExactlyOnce.check(params, { ...(context as unknown as RunContext), reference: null, watched: {}, moment: 'after' });
  return { reading, counts };
}

describe('orders-exactly-once', () => {
  it('holds when each answered checkout is there once, and no refused one', async () => {
    expect(
      await read(
        [
          ['a', 'answered', 1],
          ['b', 'refused'],
        ],
        [['a', 1]],
      ),
    ).toMatchObject({ reading: 'holds', counts: { answered: 1, kept: 1 } });
  });
  it.each<[string, readonly Told[], readonly (readonly [string, number])[], string]>([
    ['one is missing', [['a', 'answered', 1]], [], 'missing'],
    ['one stands under another number', [['a', 'answered', 1]], [['a', 2]], 'wrongNumber'],
    [
      'a refused one is there',
      [
        ['a', 'answered', 1],
        ['b', 'refused'],
      ],
      [
        ['a', 1],
        ['b', 2],
      ],
      'refusedButThere',
    ],
    [
      'a second try with the same cart made a second order',
      [
        ['a', 'unanswered'],
        ['a', 'answered', 2],
      ],
      [
        ['a', 1],
        ['a', 2],
      ],
      'twice',
    ],
    [
      'one that was never answered is there twice',
      [
        ['a', 'unanswered'],
        ['a', 'unanswered'],
      ],
      [
        ['a', 1],
        ['a', 2],
      ],
      'twice',
    ],
  ])('is broken when %s', async (_what, told, stored, counted) => {
    expect(await read(told, stored)).toMatchObject({ reading: 'broken', counts: { [counted]: 1 } });
  });
  it.each([[[]], [[['a', 1]]]] as const)('leaves it open whether one that was never answered is there', async (stored) => {
    expect(
      await read(
        [
          ['a', 'unanswered'],
          ['a', 'refused'],
        ],
        stored,
      ),
    ).toMatchObject({ reading: 'holds' });
  });
  it('lets only what was ordered after the backup go with it, and only when the drill says so', async () => {
    const told: readonly Told[] = [
      ['a', 'answered', 1],
      ['b', 'answered', 2],
      ['c', 'answered', 3],
    ];
    expect(
      await read(told, [
        ['a', 1],
        ['b', 2],
      ]),
    ).toMatchObject({ reading: 'broken', counts: { missing: 1 } });
    expect(
      await read(
        told,
        [
          ['a', 1],
          ['b', 2],
        ],
        { 'may-lose': 'since-backup' },
      ),
    ).toMatchObject({ reading: 'holds', counts: { lost: 1, missing: 0 } });
    expect(await read(told, [['b', 2]], { 'may-lose': 'since-backup' })).toMatchObject({ reading: 'broken', counts: { lost: 1, missing: 1 } });
  });
  it('does not hold where no guest tried at all, and looks past what checks placed themselves', async () => {
    expect(await read([['a', 'answered', 1, 'checkout-works']], [])).toMatchObject({ reading: 'broken', counts: { carts: 0 } });
  });
});
