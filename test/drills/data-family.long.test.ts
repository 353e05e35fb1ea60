import { describe, expect, it } from 'vitest';
import type { DrillResult } from '../../src/model/result.ts';
import { assertionOf, type Rehearsal } from './rehearse.ts';
import { tried, without } from './tried.ts';

const runbooks = 'sites/clinic-shop/runbooks';
const counter = (drill: string, change: NonNullable<Rehearsal['change']>): Promise<DrillResult> => tried({ drill, change, flags: { prove: false } });

describe('a drill on keys, backups and the log', () => {
  it.each(['key-rotated', 'key-loss', 'audit-log-cut', 'partial-restore', 'wrong-reactivation-order', 'database-corruption', 'pages-damaged'])(
    '%s passes by its own runbook, every check shown to be able to fail',
    async (drill) => {
      const result = await tried({ drill });
      expect(result.reasons).toEqual([]);
      expect(result.faults.every(({ felt }) => felt)).toBe(true);
      expect(result.assertions.map(({ kind, after, proof }) => [kind, after, proof])).toEqual(result.assertions.map(({ kind }) => [kind, 'holds', 'caught']));
    },
    300_000,
  );
});

describe('a runbook or backup that is wrong in a way teams really get wrong', () => {
  it('fails phi-integrity when the newest backup is restored unseen, and a PHI table is empty in it', async () => {
    const result = await counter('backup-broken', {
      'backup-broken.yaml': (text) => text.replace(/ {2}- break-backup: \{ set: next, how: (?:key-inside|plain|truncate) \}\n/gu, ''),
      [`${runbooks}/backup-broken.md`]: (text) => without('Find the newest backup that is good')(text).replace('"${steps.choose.outputs.set}"', 'latest'),
    });
    expect(result.verdict).toBe('fail');
    expect(assertionOf(result, 'phi-integrity')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
    expect(assertionOf(result, 'phi-integrity').counts['lost']).toBeGreaterThan(1000);
  }, 300_000);

  it('fails phi-encryption when escrow holds only the new key, and the backup needs the old one', async () => {
    const result = await counter('key-rotated', { 'key-rotated.yaml': (text) => text.replace('escrow: all', 'escrow: current') });
    expect(assertionOf(result, 'phi-encryption')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
    expect(assertionOf(result, 'keys-in-custody')).toMatchObject({ after: 'broken', counts: { missing: 1 } });
  }, 300_000);

  it('fails ids-not-reused when nothing but the caches is seen to after some tables were put back', async () => {
    const result = await counter('partial-restore', {
      [`${runbooks}/partial-restore.md`]: (text) =>
        ['Restore the database from the last clean dump', 'Bring back the access log since the dump', 'Raise the counters above every number in use'].reduce(
          (sum, heading) => without(heading)(sum),
          text,
        ),
    });
    expect(assertionOf(result, 'ids-not-reused')).toMatchObject({ before: 'holds', felt: 'broken', after: 'broken', verdict: 'fail' });
    expect(assertionOf(result, 'references-whole')).toMatchObject({ felt: 'broken', after: 'broken', verdict: 'fail' });
  }, 300_000);

  it('fails keys-in-custody when the key comes back and nobody thinks of the salts', async () => {
    const result = await counter('key-loss', {
      [`${runbooks}/key-restore.md`]: (text) =>
        without('Take the salts that WordPress made up out of the database')(text).replace('[phi-key, salts]', '[phi-key]'),
    });
    expect(assertionOf(result, 'keys-in-custody')).toMatchObject({
      before: 'holds',
      felt: 'broken',
      after: 'broken',
      verdict: 'fail',
      counts: { saltsChanged: 1 },
    });
    expect(assertionOf(result, 'phi-encryption')).toMatchObject({ after: 'holds' });
  }, 300_000);

  it('fails access-log-continuous when only the rows that are newer than the cut table are brought back', async () => {
    const result = await counter('audit-log-cut', { [`${runbooks}/log-rebuild.md`]: (text) => text.replace('{ rebuild: true }', '{}') });
    expect(assertionOf(result, 'access-log-continuous')).toMatchObject({ before: 'holds', felt: 'broken', after: 'broken', verdict: 'fail' });
  }, 300_000);

  it('fails activation-order and no-unlogged-phi when maintenance expires and the shop is brought back before its log', async () => {
    const active =
      'a:4:{i:0;s:25:"care-roles/care-roles.php";i:1;s:25:"order-desk/order-desk.php";i:2;s:23:"phi-vault/phi-vault.php";i:3;s:23:"rx-intake/rx-intake.php";}';
    const early = {
      service: 'toolbox',
      argv: [
        'mariadb',
        '--defaults-file=/opt/muster/client.cnf',
        'wordpress',
        '-e',
        `UPDATE wp_options SET option_value = '${active}' WHERE option_name = 'active_plugins'; DO SLEEP(20)`,
      ],
    };
    const sell = `## Sell again first, without the log that made trouble\n\`\`\`yaml step\nexec: ${JSON.stringify(early)}\nwho: site-administrator\ntimeout: PT1M\n\`\`\`\n\n`;
    const result = await counter('wrong-reactivation-order', {
      'wrong-reactivation-order.yaml': (text) => text.replace('expires: 20', 'expires: 2'),
      [`${runbooks}/reactivation.md`]: (text) => without('Close the shop')(text).replace('## Reactivate', `${sell}## Reactivate`),
    });
    expect(assertionOf(result, 'activation-order')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail', counts: { exposures: 1 } });
    // Readers met PHI while what serves it was active and what logs it was not.
    const reads = assertionOf(result, 'no-unlogged-phi');
    expect(reads).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
    expect(reads.counts['unlogged']).toBeGreaterThan(0);
  }, 300_000);

  it('fails phi-integrity when the server is only restarted once more after its pages were damaged', async () => {
    const result = await counter('pages-damaged', {
      [`${runbooks}/database-loss.md`]: (text) =>
        ['Set up an empty database server', 'Restore the database from the last clean dump'].reduce((sum, heading) => without(heading)(sum), text),
    });
    expect(assertionOf(result, 'phi-integrity')).toMatchObject({ before: 'holds', felt: 'broken', after: 'broken', verdict: 'fail' });
  }, 300_000);

  it('fails phi-integrity when only one of the damaged tables is put back', async () => {
    const result = await counter('database-corruption', {
      [`${runbooks}/rows-restore.md`]: (text) => text.replace('[wc_order_addresses, woocommerce_order_items]', '[wc_order_addresses]'),
    });
    expect(assertionOf(result, 'phi-integrity')).toMatchObject({ before: 'holds', felt: 'broken', after: 'broken', counts: { altered: 2 } });
  }, 300_000);
});
