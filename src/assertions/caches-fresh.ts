import type { Json } from '../model/json.ts';
import { defineAssertion, noParams } from '../model/kind.ts';
import { variantOf } from '../model/variant.ts';
import { broken, judged, noSample } from './reading.ts';
import { workOnCopies } from './table-copy.ts';

/**
 * The object cache knows what the database knows: options (with them roles and active plugins), users' roles, and no
 * record that the restored database never had. A stack with an object cache whose drop-in is gone is broken too: it
 * would run, slower and unlike production. Does not look at every cached group, nor at pages.
 */
export const cachesFresh = defineAssertion({
  kind: 'caches-fresh',
  title: 'The object cache holds nothing older than the database',
  controls: ['164.308(a)(7)(ii)(B)', '164.312(c)(1)'],
  requirements: ['R8', 'R13'],
  params: noParams,
  example: {},
  capture: async () => null,
  async check(_params, { mirror }) {
    const expected = 'WordPress reads from its object cache what stands in the database';
    if (!variantOf(mirror.site).objectCache) return noSample({ expected, actual: 'this stack has no object cache' });
    // Throws UNREACHABLE while the database is gone: nothing can then be compared.
    await mirror.database.query('SELECT 1 AS one');
    const drift = driftOf(await mirror.wordpress.run('cache-drift'));
    const stale = drift.options + drift.users + drift.gone;
    const counts = { compared: drift.compared, staleOptions: drift.options, staleUsers: drift.users, goneRecords: drift.gone };
    if (!drift.persistent) return broken({ expected, actual: 'WordPress does not use the object cache: its drop-in is missing', counts });
    return judged(stale === 0, {
      expected,
      actual: `${drift.compared} entries compared: ${drift.options} options and ${drift.users} users older, ${drift.gone} records that the database does not have`,
      counts,
      evidence: ['control script cache-drift'],
    });
  },
  async sabotage(_params, { mirror }) {
    // The cache must know the healthy state for an older one to lie in it.
    await mirror.wordpress.run('cache-drift');
    const copies = await workOnCopies(mirror.database, ['options']);
    await mirror.database.execute(
      `UPDATE \`${mirror.database.prefix}options\` SET option_value = CONCAT(option_value, ' (restored)') WHERE option_name = 'blogname'`,
    );
    return { what: 'an option changed in the database behind the back of the cache', inCaches: true, undo: () => copies.undo() };
  },
});

interface Drift {
  readonly persistent: boolean;
  readonly compared: number;
  readonly options: number;
  readonly users: number;
  readonly gone: number;
}

function driftOf(answer: Json): Drift {
  const fields = new Map<string, unknown>(Object.entries(answer ?? {}));
  const stale = new Map<string, unknown>(Object.entries(fields.get('stale') ?? {}));
  const count = (name: string): number => Number(stale.get(name) ?? Number.NaN);
  return {
    persistent: fields.get('persistent') === true,
    compared: Number(fields.get('compared') ?? 0),
    options: count('options'),
    users: count('users'),
    gone: count('gone'),
  };
}
