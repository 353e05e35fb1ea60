import { describe, expect, it } from 'vitest';
import { assertionOf } from './rehearse.ts';
import { tried, without } from './tried.ts';

const runbooks = 'sites/clinic-shop/runbooks';

describe('the drill disk-full, as shipped', () => {
  it('passes, the first attempt of the restore having found no room', async () => {
    const result = await tried({ drill: 'disk-full' });
    expect(result.reasons).toEqual([]);
    expect(result.assertions.map(({ kind, after, proof }) => [kind, after, proof])).toEqual(result.assertions.map(({ kind }) => [kind, 'holds', 'caught']));
    expect(result.faults).toEqual([expect.objectContaining({ kind: 'fill-disk', felt: true })]);
    expect(result.steps.find(({ kind }) => kind === 'restore-database')?.attempts).toBeGreaterThan(1);
    expect(assertionOf(result, 'orders-exactly-once').counts).toMatchObject({ missing: 0, twice: 0, refusedButThere: 0 });
  }, 300_000);

  it('fails where nobody makes room: the restore finds none either', async () => {
    const result = await tried({
      drill: 'disk-full',
      change: {
        [`${runbooks}/disk-full.md`]: (text) =>
          without('Make room on the disk')(text).replace('timeout: PT5M\nretry: { within: PT10M', 'timeout: PT40S\nretry: { within: PT20S'),
      },
      flags: { prove: false },
    });
    expect(result.verdict).toBe('fail');
    expect(result.reasons.map(({ code }) => code)).toContain('step-failed');
    expect(result.steps.find(({ kind }) => kind === 'restore-database')?.state).toBe('failed');
    expect(assertionOf(result, 'checkout-works')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
  }, 300_000);

  it('fails phi-integrity where room is made of the oldest records, and nothing is restored', async () => {
    const result = await tried({
      drill: 'disk-full',
      change: {
        [`${runbooks}/disk-full.md`]: (text) =>
          without('Restore the database from the last clean dump')(text).replace(
            'df -h /var/lib/mysql"',
            `mariadb wordpress -e 'DELETE FROM wp_wc_orders_meta ORDER BY id LIMIT 500'"`,
          ),
      },
      flags: { prove: false },
    });
    expect(assertionOf(result, 'phi-integrity')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail', counts: { lost: 500 } });
  }, 300_000);

  it('fails orders-exactly-once when the drill does not say that a restore may lose orders', async () => {
    const result = await tried({
      drill: 'disk-full',
      change: { 'disk-full.yaml': (text) => text.replace('orders-exactly-once: { may-lose: since-backup }', 'orders-exactly-once') },
      flags: { prove: false },
    });
    expect(assertionOf(result, 'orders-exactly-once')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
  }, 300_000);
});

describe('a runbook for the network outage that is wrong in a way teams really get wrong', () => {
  it('fails orders-exactly-once when a backup is restored although nothing was lost', async () => {
    const result = await tried({
      drill: 'checkout-outage',
      change: {
        [`${runbooks}/network-outage.md`]: (text) =>
          text
            .replace(
              '## Give up half-done',
              '## Restore the last clean dump, to be safe\n```yaml step\nrestore-database: { from: last-clean }\nwho: database-administrator\ntimeout: PT10M\n```\n\n## Give up half-done',
            )
            .replace(
              '## Connect the database',
              '## Take the keys out of escrow\n```yaml step\nrestore-keys: { keys: [backup-identity] }\nwho: privacy-officer\n```\n\n## Connect the database',
            ),
      },
      flags: { prove: false },
    });
    expect(assertionOf(result, 'orders-exactly-once')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
    expect(assertionOf(result, 'orders-exactly-once').counts['missing']).toBeGreaterThan(0);
  }, 300_000);

  it('fails checkout-works when the database stays cut off', async () => {
    const result = await tried({
      drill: 'checkout-outage',
      change: { [`${runbooks}/network-outage.md`]: without('Connect the database to the network again') },
      flags: { prove: false },
    });
    expect(result.verdict).toBe('fail');
    expect(assertionOf(result, 'checkout-works')).toMatchObject({ before: 'holds', after: 'broken' });
  }, 300_000);
});
