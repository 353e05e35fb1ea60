import { describe, expect, it } from 'vitest';
import { definitionWith, edit, linesOf, problemsOf, textOf } from './read-sample.ts';
import { sample, type SampleFile } from './sample-site.ts';

const site = 'drills/sites/shop';
const stack = `${site}/stack.yaml` satisfies SampleFile;
const map = `${site}/phi-map.yaml` satisfies SampleFile;
const people = `${site}/people.yaml` satisfies SampleFile;
const audit =
  'written-by: log, sql: { table: audit, id: id, user: user_id, object: { column: order_id }, time: { column: at, as: datetime-utc }, covers: [rest-single] }';
const gap = `known-gaps: [{ gap: unlogged-reads, paths: [rest-list], owner: officer, reason: "Known", expires: 2027-01-31 }]\nprobes:`;

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
    ['an access log that Muster does not know', edit(stack, 'kind: sql', 'kind: sequel')],
    ['an access log written by no plugin', edit(stack, 'written-by: log', 'written-by: lgo')],
    ['a known log with a table of its own', edit(stack, 'kind: sql', 'kind: stream')],
    ['an unknown log without its table', edit(stack, audit, 'off-box: true')],
    ['a gap of nobody that has expired', edit(stack, 'probes:', gap.replace('officer', 'ofcer').replace('2027', '2025'))],
    ['a gap on an unknown path', edit(stack, 'probes:', gap.replace('rest-list', 'rest-lists'))],
    ['a schedule of nothing', edit(stack, 'every: PT1H', 'every: PT0M')],
    ['a misspelt source', edit(stack, 'source: commerce', 'source: comerce')],
    ['a source of two places', edit(stack, '{ path: plugins/log }', '{ path: plugins/log, artifact: log }')],
    ['an address without its digest', edit(stack, '{ path: plugins/log }', '{ url: "https://a.example/log.zip" }')],
    ['a version of a folder', edit(stack, '{ path: plugins/log }', '{ path: plugins/log, version: 1.0.0 }')],
    ['an address without HTTPS', edit(stack, '{ path: plugins/log }', `{ url: "http://a.example/log.zip", sha256: ${'a'.repeat(64)} }`)],
    ['an unknown drop-in', edit(stack, 'backup:', 'drop-ins: [{ slug: object-chache.php, source: { artifact: redis } }]\nbackup:')],
    ['a list with a misspelt source', edit(stack, '{ path: plugins/log }', '[{ backup: true }, { pth: plugins/log }]')],
    ['a table of no map', edit(map, '  - table: meta', '  - table: mta\n    read-by: [administrator]\n  - table: meta')],
    [
      'an expired acceptance for all tables',
      edit(map, 'tables:', 'defaults: { protection: { kind: none, accepted-by: officer, reason: "Old", expires: 2026-01-01 } }\ntables:'),
    ],
    ['an expired acceptance', edit(map, 'expires: 2027-12-31', 'expires: 2026-11-22')],
    ['an acceptance by an unknown role', edit(map, 'accepted-by: officer', 'accepted-by: ofcer')],
    ['no protection pattern', edit(map, '      pattern: "^v1:[0-9a-f]+$"\n', '')],
    ['a pattern that is no regular expression', edit(map, '^v1:[0-9a-f]+$', '^v1:[0-9a-f+$')],
    ['an unknown kind of protection', edit(map, 'kind: field', 'kind: fields')],
    ['a key of another kind of protection', edit(map, 'expires: 2027-12-31', 'expires: 2027-12-31, decrypt: vault')],
    ['an unknown record column', edit(map, 'record: { order: order_id }', 'record: { order: oder_id }')],
    ['an unknown key column', edit(map, 'key: [id]', 'key: [uid]')],
    ['a table that stands twice', edit(map, 'table: meta', 'table: orders')],
    ['a plugin whose decryption Muster does not know', edit(map, '      call: vault_open\n', '')],
    ['a function for the plugin that Muster knows', edit(map, 'decrypt: vault', 'decrypt: phi-vault')],
    ['an identical table without columns', edit(map, '    columns: [id, email]\n', '')],
    ['a log that is no plugin', edit(map, '    log: log', '    log: lgo')],
    ['a date that does not exist', edit(map, 'expires: 2027-12-31', 'expires: 2027-02-30')],
    ['a retention in words', edit(map, 'retention: P6Y', 'retention: six years')],
    ['an included map outside the drills', edit(map, 'retention: P6Y', 'include: [../../../elsewhere.yaml]')],
    ['a missing included map', edit(map, 'retention: P6Y', 'include: [woocommerce.yaml]')],
    ['a role that stands twice', edit(people, 'id: admin', 'id: officer')],
    ['a key that is no key id', edit(people, 'contact: ', 'key: "SHA256:abc", contact: ')],
    ['a missing people file', { [people]: null }],
    ['an empty stack', { [stack]: '' }],
  ];

  it.each(cases)('says where and what next: %s', (name, changes) => {
    const problems = problemsOf(changes);
    expect(problems.length).toBeGreaterThan(0);
    expect(textOf(changes)).toMatchSnapshot(name);
  });
});

describe('the sources of a site', () => {
  it('stand in the order of the file', () => {
    const list = `[{ backup: true }, { url: "https://a.example/log.zip", sha256: ${'a'.repeat(64)} }, { artifact: log, version: 1.2.3 }, { path: plugins/log/ }]`;
    const { plugins } = definitionWith(edit(stack, '{ path: plugins/log }', list)).site;
    expect(plugins.find(({ slug }) => slug === 'log')?.sources).toEqual([
      { kind: 'backup' },
      { kind: 'url', url: 'https://a.example/log.zip', sha256: 'a'.repeat(64) },
      { kind: 'artifact', name: 'log', version: '1.2.3' },
      { kind: 'path', path: 'plugins/log' },
    ]);
  });
  it('are the cache for a core of which only the version is said, and none for Debian', () => {
    const core = (text: string): unknown => definitionWith(edit(stack, 'plugins:', `${text}\nplugins:`)).site.core;
    expect(core('core: { version: "7.1" }')).toEqual({ version: '7.1', sources: [{ kind: 'artifact', name: 'wordpress', version: '7.1' }] });
    expect(core('core: { version: debian }')).toEqual({ version: 'debian', sources: [] });
  });
});

describe('an included map', () => {
  it('keeps what the own map does not say of a table, and defaults stand for the rest', () => {
    const included =
      'phi-map: base\ntables:\n  - { table: orders, key: [nr], columns: [nr, mail], class: derived, tier: 2 }\n  - { table: notes, class: volatile, tier: 3 }\n';
    const own = `phi-map: shop\ninclude: [../base.yaml]\ndefaults: { protection: { kind: volume, attested-by: officer }, log: log }\ntables:\n  - { table: orders, class: identical }\n`;
    const { phiMap } = definitionWith({ [map]: own, 'drills/sites/base.yaml': included }).site;
    expect(phiMap.tables).toMatchObject([
      { table: 'orders', class: 'identical', key: ['nr'], columns: ['nr', 'mail'], tier: 2, protection: { kind: 'volume' }, log: 'log' },
      { table: 'notes', class: 'volatile', protection: { kind: 'volume' } },
    ]);
  });

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
