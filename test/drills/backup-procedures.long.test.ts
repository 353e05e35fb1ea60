import { afterEach, describe, expect, it } from 'vitest';
import { discard, rehearse } from './rehearse.ts';

const stack = 'sites/clinic-shop/stack.yaml';
const dirs: string[] = [];
afterEach(() => dirs.splice(0).forEach(discard));

describe('the drill database-loss, as shipped but for the backup procedure and ten times the orders', () => {
  it.each(['tables-age', 'mariabackup-age'])('passes with %s', async (procedure) => {
    const flags = { set: ['data.orders=20000', 'data.customers=1000'] };
    const { result, dir } = await rehearse({ flags, change: { [stack]: (text) => text.replace('procedure: dump-age', `procedure: ${procedure}`) } });
    dirs.push(dir);
    expect(result.reasons).toEqual([]);
    expect(result.verdict).toBe('pass');
    expect(result.steps.every((step) => step.state === 'succeeded')).toBe(true);
  });
});
