import { describe, expect, it } from 'vitest';
import { assertionOf } from './rehearse.ts';
import { stepUnder, tried } from './tried.ts';

const runbooks = 'sites/clinic-shop/runbooks';

/** Takes the step under a heading out of a runbook, or puts another block into its place. */
const instead =
  (heading: string, block = '') =>
  (text: string): string =>
    text.replace(stepUnder(heading), block === '' ? '' : `## ${heading}\n\`\`\`yaml step\n${block}\n\`\`\`\n`);

/** What somebody types who has no patience; then they go for a coffee, in which whoever has no turn yet gets in. */
const openEverybody = [
  'exec:',
  '  service: db',
  '  argv:',
  '    - mariadb',
  '    - wordpress',
  '    - -e',
  "    - UPDATE wp_users SET user_pass = REPLACE(user_pass, '!locked!', ''); UPDATE wp_usermeta SET meta_key = '_application_passwords' WHERE meta_key = '_locked_application_passwords'; SELECT SLEEP(10)",
  'who: site-administrator',
].join('\n');

describe('a drill of people and access', () => {
  it.each(['sessions-replayed', 'emergency-mode', 'roles-wiped', 'account-migration', 'stale-cache'])(
    '%s passes by its own runbook, every check shown to be able to fail',
    async (drill) => {
      const result = await tried({ drill });
      expect(result.reasons).toEqual([]);
      expect(result.assertions.map(({ kind, after, proof }) => [kind, after, proof])).toEqual(result.assertions.map(({ kind }) => [kind, 'holds', 'caught']));
    },
    300_000,
  );
});

describe('a runbook of people and access that is wrong in a way teams really get wrong', () => {
  it('fails revocations-hold when nobody takes away again what the backup brought back', async () => {
    const result = await tried({
      drill: 'sessions-replayed',
      change: { [`${runbooks}/sessions-replayed.md`]: instead('Take away again what was revoked since the backup') },
      flags: { prove: false },
    });
    expect(assertionOf(result, 'revocations-hold')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail', counts: { tried: 3, accepted: 3 } });
  }, 300_000);

  it('fails roles-live when everybody is let in at once, and who was dismissed with them', async () => {
    const result = await tried({
      drill: 'accounts-by-role',
      change: {
        [`${runbooks}/accounts-by-role.md`]: (text) =>
          instead('Close again what was closed before')(instead('Administrators', openEverybody)(text)).replaceAll(
            /(restore-access: .*\nwho: site-administrator)/gu,
            '$1\non-failure: continue',
          ),
      },
      flags: { prove: false },
    });
    const { verdict, after, counts } = assertionOf(result, 'roles-live');
    expect({ verdict, after }).toEqual({ verdict: 'fail', after: 'broken' });
    expect(counts['early']).toBeGreaterThan(0);
    expect(counts['dismissedIn']).toBeGreaterThan(0);
  }, 300_000);

  it('fails emergency-access when the gate is taken away and the break-glass account stays open', async () => {
    const removeGate = 'exec: { service: web, argv: [rm, -f, /var/www/html/wp-content/mu-plugins/000-emergency-mode.php] }\nwho: security-official';
    const result = await tried({
      drill: 'emergency-mode',
      change: { [`${runbooks}/emergency-mode.md`]: instead('End emergency mode', removeGate) },
      flags: { prove: false },
    });
    expect(assertionOf(result, 'emergency-access')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail', counts: { open: 2 } });
  }, 300_000);

  it('fails roles-live and roles-unchanged when the plugins are switched off and on, and nobody looks who has which role', async () => {
    const reactivate = 'reactivate-plugins: { derive: true }\nwho: site-administrator';
    const result = await tried({
      drill: 'roles-wiped',
      change: { [`${runbooks}/roles-restore.md`]: instead('Put roles and rights back to the last clean backup', reactivate) },
      flags: { prove: false },
    });
    expect(assertionOf(result, 'roles-unchanged')).toMatchObject({ before: 'holds', felt: 'broken', after: 'broken', verdict: 'fail' });
    const live = assertionOf(result, 'roles-live');
    expect(live).toMatchObject({ before: 'holds', felt: 'broken', after: 'broken', verdict: 'fail' });
    expect(live.counts['granted']).toBeGreaterThan(0);
    // The restore opened the shop with support as administrator: that is its own doing, not the incident's.
    expect(assertionOf(result, 'no-unlogged-phi')).toMatchObject({ after: 'broken', verdict: 'fail' });
  }, 300_000);

  it('fails accounts-continue when an import gives the accounts new numbers', async () => {
    const renumber = [
      'exec:',
      '  service: db',
      '  argv:',
      '    - mariadb',
      '    - wordpress',
      '    - -e',
      '    - UPDATE wp_users SET ID = ID + 5000 ORDER BY ID DESC; UPDATE wp_usermeta SET user_id = user_id + 5000',
      'who: site-administrator',
    ].join('\n');
    const result = await tried({
      drill: 'account-migration',
      change: { [`${runbooks}/account-migration.md`]: instead('Raise the counters above every number in use', renumber) },
      flags: { prove: false },
    });
    const { before, after, verdict, counts } = assertionOf(result, 'accounts-continue');
    expect({ before, after, verdict }).toEqual({ before: 'holds', after: 'broken', verdict: 'fail' });
    expect(counts['lost']).toBeGreaterThan(400);
    expect(counts['orphaned']).toBeGreaterThan(0);
  }, 300_000);

  it.each([
    ['holds', 'with a list of who became which', 'UPDATE wp_wc_orders SET customer_id = customer_id + 5000 WHERE customer_id > 0;'],
    ['broken', 'with such a list, and orders that stay with the old numbers', ''],
  ])(
    'accounts-continue %s where a migration gives new numbers %s',
    async (after, _what, orders) => {
      const pair = `SELECT CONCAT('{"old":', ID, ',"new":', ID + 5000, '}') FROM wp_users`;
      const script = `mariadb --defaults-file=/opt/muster/client.cnf -N wordpress -e "$1" > /var/log/phi-offbox/account-map.ndjson && mariadb --defaults-file=/opt/muster/client.cnf wordpress -e "$2"`;
      const renumber = `UPDATE wp_users SET ID = ID + 5000 ORDER BY ID DESC; UPDATE wp_usermeta SET user_id = user_id + 5000; ${orders}`;
      const step = `exec: { service: toolbox, user: root, argv: ${JSON.stringify(['sh', '-c', script, 'sh', pair, renumber])} }\nwho: site-administrator`;
      const result = await tried({
        drill: 'account-migration',
        change: {
          'account-migration.yaml': (text) => text.replace('  - accounts-continue\n', '  - accounts-continue: { mapping: true }\n'),
          [`${runbooks}/account-migration.md`]: instead('Raise the counters above every number in use', step),
        },
        flags: { prove: false },
      });
      const { before, counts, ...judged } = assertionOf(result, 'accounts-continue');
      expect({ before, after: judged.after, lost: counts['lost'], others: counts['others'] }).toEqual({ before: 'holds', after, lost: 0, others: 0 });
      expect(counts['renumbered']).toBeGreaterThan(400);
      expect(counts['strayed'] === 0).toBe(after === 'holds');
    },
    300_000,
  );

  it('fails roles-live when the database is restored and Redis goes on knowing the roles of another time', async () => {
    const runbook = 'sites/clinic-shop-cached/runbooks/stale-cache.md';
    const headings = ['Empty Redis and the page cache', 'Reactivate the plugins in the documented order', 'End all old sessions', 'Clear the caches'];
    const result = await tried({
      drill: 'stale-cache',
      change: { [runbook]: (text) => headings.reduce((left, heading) => instead(heading)(left), text) },
      flags: { prove: false },
    });
    expect(assertionOf(result, 'roles-live')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
    expect(assertionOf(result, 'sessions-invalid')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
  }, 300_000);
});
