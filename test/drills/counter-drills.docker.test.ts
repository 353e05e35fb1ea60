import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { defineAssertion, defineFault, noParams } from '../../src/model/kind.ts';
import { connectEngine } from '../../src/stack/engine.ts';
import { assertionOf } from './rehearse.ts';
import { tried } from './tried.ts';

const runbook = 'sites/clinic-shop/runbooks/database-loss.md';
const drill = 'database-loss.yaml';

/** Puts a step of an argument list before the last heading of the runbook. */
const before = (heading: string, title: string, argv: readonly string[], service: string) => (text: string) =>
  text.replace(
    `## ${heading}`,
    `## ${title}\n\`\`\`yaml step\nexec: { service: ${service}, argv: ${JSON.stringify(argv)} }\nwho: site-administrator\ntimeout: PT1M\n\`\`\`\n\n## ${heading}`,
  );
const sql = (statement: string): readonly string[] => ['mariadb', '--defaults-file=/opt/muster/client.cnf', 'wordpress', '-e', statement];

describe('a runbook or backup that is wrong in a way teams really get wrong', () => {
  it('fails no-unlogged-phi with count and window when the access log is left out', async () => {
    const away = before(
      'Open the shop',
      'Put the access log away until the disk is bigger',
      ['mv', '/var/www/html/wp-content/plugins/phi-access-log', '/root/'],
      'web',
    );
    const result = await tried({ change: { [runbook]: away }, flags: { prove: false } });
    expect(result.verdict).toBe('fail');
    const { after, verdict, counts } = assertionOf(result, 'no-unlogged-phi');
    expect({ after, verdict }).toEqual({ after: 'broken', verdict: 'fail' });
    expect(counts['unlogged']).toBeGreaterThan(0);
    expect(counts['windowMs']).toBeGreaterThan(0);
  }, 300_000);

  it('fails phi-encryption when the key in escrow is another one', async () => {
    const result = await tried({
      change: { [drill]: (text) => text.replace('fault:\n', 'fault:\n  - replace-key: { in: escrow }\n') },
      flags: { prove: false },
    });
    expect(result.verdict).toBe('fail');
    expect(assertionOf(result, 'phi-encryption')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
  }, 300_000);

  it('counts 3 altered, 2 lost and 1 added row exactly', async () => {
    const damage = sql(
      [
        "UPDATE wp_wc_order_addresses SET city = 'Elsewhere' ORDER BY id LIMIT 3",
        'DELETE FROM wp_woocommerce_order_items ORDER BY order_item_id LIMIT 2',
        "INSERT INTO wp_wc_orders_meta (order_id, meta_key, meta_value) SELECT MIN(id), '_note', 'x' FROM wp_wc_orders",
      ].join('; '),
    );
    const result = await tried({ change: { [runbook]: before('Bring back the access log', 'Tidy up by hand', damage, 'toolbox') }, flags: { prove: false } });
    expect(result.verdict).toBe('fail');
    expect(assertionOf(result, 'phi-integrity')).toMatchObject({ after: 'broken', verdict: 'fail', counts: { lost: 2, altered: 3, added: 1, resurrected: 0 } });
  }, 300_000);
});

describe('a run that proves nothing', () => {
  it('is inconclusive when the fault changes nothing', async () => {
    const nothing = defineFault({
      kind: 'lose-volume',
      title: 'Loses nothing',
      controls: [],
      params: { type: 'object', additionalProperties: false, properties: { service: { type: 'string' } } },
      example: {},
      inject: async () => ({ summary: 'nothing', data: {} }),
      observe: async () => ({ observed: false, text: 'everything is still there' }),
    });
    const result = await tried({ catalog: { ...catalog, faults: [nothing] } });
    expect(result.faults).toEqual([expect.objectContaining({ felt: false })]);
    expect(result.verdict).toBe('inconclusive');
  }, 300_000);

  it('is inconclusive, never a failure of the shop, when the engine takes the mirror away', async () => {
    const gone = defineFault({
      kind: 'lose-volume',
      title: 'Takes the mirror away',
      controls: [],
      params: { type: 'object', additionalProperties: false, properties: { service: { type: 'string' } } },
      example: {},
      inject: async (_params, { mirror, signal }) => {
        const engine = await connectEngine({ env: process.env, signal });
        await engine.docker.getContainer(`muster-${mirror.runId}-toolbox`).remove({ force: true });
        return { summary: 'the toolbox is gone', data: {} };
      },
      observe: async () => ({ observed: true, text: 'gone' }),
    });
    const result = await tried({ catalog: { ...catalog, faults: [gone] } });
    expect(result.failure).toMatchObject({ code: 'ENGINE_LOST' });
    expect(result.verdict).toBe('inconclusive');
    expect(result.teardown.leftovers).toEqual([]);
  }, 300_000);

  it('is inconclusive when a probe throws', async () => {
    let calls = 0;
    const throwing = defineAssertion({
      kind: 'roles-unchanged',
      title: 'Throws after the restore',
      controls: [],
      requirements: [],
      params: noParams,
      example: {},
      capture: async () => null,
      check: async () => {
        calls += 1;
        if (calls > 2) throw new Error('boom');
        return { reading: 'holds', expected: '', actual: '', counts: {}, evidence: [] };
      },
      sabotage: async () => ({ what: 'nothing', undo: async () => undefined }),
    });
    const result = await tried({
      catalog: { ...catalog, assertions: catalog.assertions.map((one) => (one.kind === 'roles-unchanged' ? throwing : one)) },
      flags: { prove: false },
    });
    expect(assertionOf(result, 'roles-unchanged')).toMatchObject({ after: 'error', verdict: 'inconclusive' });
    expect(result.verdict).toBe('inconclusive');
  }, 300_000);

  it('is inconclusive when an assertion misses its own sabotage', async () => {
    const blind = defineAssertion({
      kind: 'roles-unchanged',
      title: 'Sees nothing',
      controls: [],
      requirements: [],
      params: noParams,
      example: {},
      capture: async () => null,
      check: async () => ({ reading: 'holds', expected: '', actual: '', counts: {}, evidence: [] }),
      sabotage: async () => ({ what: 'something', undo: async () => undefined }),
    });
    const result = await tried({ catalog: { ...catalog, assertions: catalog.assertions.map((one) => (one.kind === 'roles-unchanged' ? blind : one)) } });
    expect(assertionOf(result, 'roles-unchanged')).toMatchObject({ after: 'holds', proof: 'missed', verdict: 'inconclusive' });
    expect(result.verdict).toBe('inconclusive');
  }, 300_000);
});
