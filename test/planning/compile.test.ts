import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/model/canonical.ts';
import { compile } from '../../src/planning/compile.ts';
import { digestOf } from '../../src/model/digest.ts';
import { planText } from '../../src/planning/plan-text.ts';
import { definitionWith, edit } from '../definition/read-sample.ts';
import { sample, type SampleFile } from '../definition/sample-site.ts';
import { smallCatalog } from '../definition/small-catalog.ts';

const plan = compile(definitionWith(), smallCatalog);

describe('a plan', () => {
  it('activates plugins after what they need, whatever the order of the file is', () => {
    expect(plan.site.plugins.map((plugin) => plugin.slug)).toEqual(['vault', 'log', 'serve']);
  });

  it('says what a person would type for each step', () => {
    expect(plan.steps.map((step) => [step.kind, step.commands, step.fidelity])).toEqual([
      ['restore-database', ['restore last-clean'], 'as-documented'],
      ['reactivate-plugins', ['wp plugin activate vault', 'wp plugin activate log', 'wp plugin activate serve'], 'as-documented'],
      ['exec', ['echo ${steps.restore-it.outputs.bytes}'], 'as-documented'],
      ['manual', [], 'not-executable-here'],
    ]);
    expect(plan.steps.at(-1)?.fidelityReason).toMatch(/a person does this step/u);
  });

  it('always watches availability, PHI reads, canary orders, and what tries to get out', () => {
    expect(plan.watchers.map((watcher) => watcher.kind)).toEqual(['availability', 'phi-reads', 'canary-orders', 'egress', 'mail', 'schedulers']);
  });

  it('also watches what an expected assertion judges', () => {
    const { assertions } = smallCatalog;
    const judging = { ...smallCatalog, assertions: assertions.map((one) => ({ ...one, watches: ['phi-reads', 'active-plugins'] })) };
    expect(compile(definitionWith(), judging).watchers.map((watcher) => watcher.kind)).toEqual([
      'availability',
      'phi-reads',
      'canary-orders',
      'egress',
      'mail',
      'schedulers',
      'active-plugins',
    ]);
  });

  it('holds titles, controls and requirements of its kinds', () => {
    expect(plan.expect.at(0)).toEqual({
      kind: 'phi-integrity',
      title: 'About phi-integrity',
      params: {},
      controls: ['164.308(a)(7)(ii)(B)'],
      requirements: ['R2'],
    });
    expect(plan.faults).toMatchObject([{ kind: 'lose-volume', params: { service: 'db' }, requirements: [] }]);
  });

  it('is plain data with no field of its definition left over', () => {
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(Object.keys(plan.site).toSorted()).toEqual([
      'accessLog',
      'backup',
      'core',
      'demo',
      'digest',
      'escrow',
      'extras',
      'id',
      'knownGaps',
      'lock',
      'orderStorage',
      'people',
      'phiMap',
      'plugins',
      'probes',
      'services',
      'tablePrefix',
      'title',
      'url',
    ]);
  });

  it("carries the runbook file's own digest, and a digest of itself", () => {
    const { digest, ...rest } = plan;
    expect(digest).toBe(digestOf(rest));
    expect(plan.runbook.digest).toMatch(/^sha256:[0-9a-f]{64}$/u);
    expect(
      compile(definitionWith(edit('drills/sites/shop/runbooks/loss.md', 'The dump is encrypted.', 'The dump is encrypted!')), smallCatalog).runbook.digest,
    ).not.toBe(plan.runbook.digest);
  });

  it('reads well', () => {
    expect(`${planText(plan)}\n`).toMatchSnapshot();
  });
});

describe('where a value came from', () => {
  it('is recorded for flags and defaults, and not for what the drill says', () => {
    const flagged = compile(definitionWith(edit('drills/loss.yaml', 'orders: 20, ', '')), smallCatalog, {
      commerce: 'order-desk',
      prove: false,
      set: { 'objectives.rto': 60, 'data.seed': 9 },
    });
    expect(flagged.objectives).toEqual({ rtoSeconds: 60, rpoSeconds: 3600, mtdSeconds: 14400 });
    expect(flagged.data).toEqual({ mode: 'synthetic', seed: 9, orders: 2000, customers: 4 });
    expect(flagged.settings).toEqual([
      { key: 'commerce', value: 'order-desk', from: 'flag' },
      { key: 'data.orders', value: '2000', from: 'default' },
      { key: 'data.seed', value: '9', from: 'flag' },
      { key: 'objectives.rto', value: 'PT1M', from: 'flag' },
      { key: 'prove', value: 'false', from: 'flag' },
      { key: 'stack.core.version', value: 'debian', from: 'default' },
      { key: 'stack.demo', value: 'false', from: 'default' },
      { key: 'stack.order-storage', value: 'hpos', from: 'default' },
      { key: 'stack.table-prefix', value: 'wp_', from: 'default' },
    ]);
  });

  it("is the site's strictest tier when the drill has no objectives", () => {
    const tiers = 'tiers: [{ tier: 1, rto: PT30M, rpo: PT2H }, { tier: 2, rto: PT10M }]\nretention: P6Y';
    const compiled = compile(
      definitionWith({
        ...edit('drills/loss.yaml', 'objectives: { rto: PT15M, rpo: PT1H, mtd: PT4H }\n', ''),
        ...edit('drills/sites/shop/phi-map.yaml', 'retention: P6Y', tiers),
      }),
      smallCatalog,
    );
    expect(compiled.objectives).toEqual({ rtoSeconds: 1800, rpoSeconds: 7200, mtdSeconds: 86400 });
    expect(compiled.settings.filter(({ key }) => key.startsWith('objectives')).map(({ key, from }) => `${key} ${from}`)).toEqual([
      'objectives.mtd default',
      'objectives.rpo stack',
      'objectives.rto stack',
    ]);
  });

  it('is the flag for a site of another folder', () => {
    expect(compile(definitionWith({}, 'drills/sites/shop'), smallCatalog).settings).toContainEqual({ key: 'site', value: 'sites/shop', from: 'flag' });
  });
});

describe('the same definition', () => {
  it('gives the same bytes twice', () => {
    const once = compile(definitionWith(), smallCatalog);
    expect([canonicalJson(once), planText(once)]).toEqual([canonicalJson(plan), planText(plan)]);
  });

  const yamlFiles = (Object.keys(sample) as readonly SampleFile[]).filter((name) => name.endsWith('.yaml'));
  const rank = fc.array(fc.nat(), { minLength: 40, maxLength: 40 });

  it('gives the same bytes whatever the order of keys in its files is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...yamlFiles), rank, (name, ranks) => {
        let at = 0;
        const shuffle = (value: unknown): unknown => {
          if (Array.isArray(value)) return value.map(shuffle);
          if (typeof value !== 'object' || value === null) return value;
          return Object.fromEntries(
            Object.entries(value)
              .map(([key, one]: [string, unknown]) => ({ key, one, order: ranks[at++ % ranks.length] ?? 0 }))
              .toSorted((a, b) => a.order - b.order)
              .map(({ key, one }) => [key, shuffle(one)]),
          );
        };
        const shuffled = compile(definitionWith({ [name]: stringify(shuffle(parse(sample[name]))) }), smallCatalog);
        expect(canonicalJson(shuffled)).toBe(canonicalJson(plan));
        expect(planText(shuffled)).toBe(planText(plan));
      }),
      { numRuns: 30 },
    );
  });

  it('gives another digest when one value is another', () => {
    expect(compile(definitionWith(edit('drills/loss.yaml', 'seed: 7', 'seed: 8')), smallCatalog).digest).not.toBe(plan.digest);
  });
});
