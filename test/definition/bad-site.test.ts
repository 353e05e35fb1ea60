import { describe, expect, it } from 'vitest';
import { definitionWith, edit, linesOf, problemsOf, textOf } from './read-sample.ts';
import { sample, type SampleFile } from './sample-site.ts';

const site = 'drills/sites/shop';
const stack = `${site}/stack.yaml` satisfies SampleFile;
const map = `${site}/phi-map.yaml` satisfies SampleFile;
const people = `${site}/people.yaml` satisfies SampleFile;

describe('a site with a mistake', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string | null>>])[] = [
    ['a circle of needs', edit(stack, 'role: encrypts-phi }', 'role: encrypts-phi, needs: [serve] }')],
    ['a plugin that needs itself', edit(stack, 'role: encrypts-phi }', 'role: encrypts-phi, needs: [vault] }')],
    ['a need of an unknown plugin', edit(stack, 'needs: [vault, log]', 'needs: [vualt, log]')],
    ['a plugin that stands twice', edit(stack, '- { slug: log,', '- { slug: vault,')],
    ['a missing plugin folder', edit(stack, 'plugins/log', 'plugins/lgo')],
    ['a plugin folder outside the drills', edit(stack, 'plugins/log', '../../../../etc')],
    ['an unknown custodian', edit(stack, 'custodian: officer', 'custodian: nobody')],
    ['an address without TLS', edit(stack, 'https://shop.example', 'http://shop.example')],
    ['an unknown role of a plugin', edit(stack, 'role: logs-phi', 'role: log-phi')],
    ['a schedule of nothing', edit(stack, 'every: PT1H', 'every: PT0M')],
    ['a misspelt source', edit(stack, 'source: commerce', 'source: comerce')],
    ['an expired acceptance', edit(map, 'expires: 2027-12-31', 'expires: 2026-11-22')],
    ['an acceptance by an unknown role', edit(map, 'accepted-by: officer', 'accepted-by: ofcer')],
    ['no protection pattern', edit(map, '      pattern: "^v1:[0-9a-f]+$"\n', '')],
    ['a pattern that is no regular expression', edit(map, '^v1:[0-9a-f]+$', '^v1:[0-9a-f+$')],
    ['an unknown kind of protection', edit(map, 'kind: field', 'kind: fields')],
    ['a key of another kind of protection', edit(map, 'expires: 2027-12-31', 'expires: 2027-12-31, decrypt: vault')],
    ['an unknown record column', edit(map, 'record: { order: order_id }', 'record: { order: oder_id }')],
    ['an unknown key column', edit(map, 'key: [id]', 'key: [uid]')],
    ['a table that stands twice', edit(map, 'table: meta', 'table: orders')],
    ['an identical table without columns', edit(map, '    columns: [id, email]\n', '')],
    ['a log that is no plugin', edit(map, '    log: log', '    log: lgo')],
    ['a date that does not exist', edit(map, 'expires: 2027-12-31', 'expires: 2027-02-30')],
    ['a retention in words', edit(map, 'retention: P6Y', 'retention: six years')],
    ['an included map outside the drills', edit(map, 'retention: P6Y', 'include: [../../../elsewhere.yaml]')],
    ['a missing included map', edit(map, 'retention: P6Y', 'include: [woocommerce.yaml]')],
    ['a role that stands twice', edit(people, 'id: admin', 'id: officer')],
    ['a missing people file', { [people]: null }],
    ['an empty stack', { [stack]: '' }],
  ];

  it.each(cases)('says where and what next: %s', (name, changes) => {
    const problems = problemsOf(changes);
    expect(problems.length).toBeGreaterThan(0);
    expect(textOf(changes)).toMatchSnapshot(name);
  });
});

describe('an included map', () => {
  const base = `phi-map: base\ntables:\n  - { table: sessions, class: volatile, tier: 3, protection: { kind: none, accepted-by: officer, reason: "Short-lived", expires: 2027-01-01 } }\n  - { table: orders, class: volatile, tier: 3, protection: { kind: none, accepted-by: officer, reason: "Replaced", expires: 2027-01-01 } }\n`;

  it("adds its tables, and gives way to the map's own", () => {
    const { phiMap } = definitionWith({ ...edit(map, 'retention: P6Y', 'include: [../base.yaml]'), 'drills/sites/base.yaml': base }).site;
    expect(phiMap.tables.map((table) => [table.table, table.class])).toEqual([
      ['sessions', 'volatile'],
      ['orders', 'identical'],
      ['meta', 'identical'],
    ]);
  });

  it('may include itself without end', () => {
    expect(
      problemsOf({ ...edit(map, 'retention: P6Y', 'include: [../base.yaml]'), 'drills/sites/base.yaml': `${base}include: [base.yaml, shop/phi-map.yaml]\n` }),
    ).toEqual([]);
  });
});

describe('symbolic links', () => {
  it('do not lead a site out of the drills', () => {
    expect(
      linesOf({ ...edit('drills/loss.yaml', 'sites/shop', 'sites/linked'), 'drills/sites/linked': '-> /elsewhere', '/elsewhere/stack.yaml': sample[stack] }),
    ).toEqual(['drills/loss.yaml:4:7: the site "sites/linked" lies outside the folder of the drills']);
  });

  it('do not lead one of its files out', () => {
    expect(linesOf({ [people]: '-> /elsewhere/people.yaml', '/elsewhere/people.yaml': sample[people] }).at(0)).toMatch(
      /^drills\/sites\/shop\/people\.yaml:1:1: the file "people\.yaml" lies outside/u,
    );
  });
});

describe('--site', () => {
  it("takes the place of the drill's own site, also outside the drills", () => {
    const moved = Object.fromEntries(
      Object.entries(sample)
        .filter(([path]) => path.startsWith(site))
        .map(([path, text]) => [path.replace(site, '/other/clinic'), text.replace('title: A shop', 'title: Another shop')]),
    );
    const definition = definitionWith(moved, '/other/clinic');
    expect([definition.site.title, definition.site.from, definition.site.path, definition.runbook.path]).toEqual(['Another shop', 'flag', 'clinic', 'loss.md']);
  });

  it('must name a folder', () => {
    expect(problemsOf({}, 'drills/sites/none')).toMatchObject([{ code: 'missing-file', file: 'drills/sites/none' }]);
  });
});
