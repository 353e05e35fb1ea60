import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { OrderKeys } from '../../src/production/checkout-fields.ts';
import { firstSite, type FirstSite } from '../../src/production/first-site.ts';

const hostile = 'x\nescrow: { from: evil }\r\u0085\u2028core: evil # ';

/** stack.yaml of a shop whose backup says `text` wherever it may say something. */
const stackOf = (text: string): string => filesOf(text, []).get('stack.yaml') ?? '';

function filesOf(
  text: string,
  keys: readonly string[],
  orderKeys: OrderKeys = { orders: 0, keys: [] },
  code: FirstSite['code'] = new Map(),
): ReadonlyMap<string, string> {
  return firstSite({
    keys,
    id: 'my-shop',
    from: `a backup set (${text})`,
    today: '2026-11-23',
    readers: ['administrator'],
    orderKeys,
    code,
    server: text,
    up: '../..',
    facts: {
      site: { urlHost: 'shop.example', homeHost: null, tablePrefix: text, orderStorage: 'hpos', multisite: false },
      wordpress: text,
      wordpressDatabase: null,
      woocommerce: null,
      themes: [],
      plugins: [
        { slug: 'woocommerce', version: text },
        { slug: text, version: null },
        { slug: 'phi-vault', version: null },
      ],
    },
  });
}

describe('a first stack.yaml', () => {
  it('keeps what a backup says inside its comments', () => {
    const text = stackOf(hostile);
    expect(parse(text)).toMatchObject({ core: { version: 'debian' }, escrow: { from: 'file' }, plugins: [{ slug: 'commerce' }, { slug: 'phi-vault' }] });
    expect(text).not.toMatch(/^(escrow|core):[^#]*evil/mu);
    expect(text).not.toMatch(/[\r\u0085\u2028]/u);
    expect(text).toContain('slug: commerce\n');
  });

  it('asks for a prefix that the schema would not take', () => {
    expect(parse(stackOf(hostile))).toMatchObject({ 'table-prefix': expect.stringMatching(/^TODO: which prefix/u) });
    expect(parse(stackOf('shop_'))).toMatchObject({ 'table-prefix': 'shop_' });
  });

  it('asks where each key lies that a run on a backup needs, and the first runbook takes those out of escrow', () => {
    const files = filesOf('x', ['backup-identity']);
    expect(parse(files.get('stack.yaml') ?? '')).toMatchObject({
      escrow: { keys: { 'backup-identity': expect.stringMatching(/^TODO: in which file/u), 'phi-key': expect.stringMatching(/^TODO/u) } },
    });
    expect(files.get('runbooks/database-loss.md')).toContain('restore-keys: { keys: [backup-identity] }');
    expect(files.get('runbooks/database-loss.md')).toMatch(/restore-database[^]*raise-ids[^]*maintenance-off/u);
    expect(filesOf('x', []).get('runbooks/database-loss.md')).not.toContain('restore-keys');
  });

  it('asks whether the checkout wants what most orders carry, with what could be guessed', () => {
    const keys = ['_rx_patient_name', '_rx_date_of_birth', '_rx_drug', '_acme_pdf_number', '_rx_rare'].map((name) => ({
      name,
      rows: name === '_rx_rare' ? 1 : 40,
    }));
    const stack: unknown = parse(filesOf('x', [], { orders: 40, keys }).get('stack.yaml') ?? '');
    expect(stack).toMatchObject({
      probes: {
        checkout: {
          by: 'store-api',
          fields: {
            in: expect.stringMatching(/^TODO: by which name/u),
            meta: '_rx_*',
            names: { patient_name: 'name', date_of_birth: 'birth-date', drug: 'text' },
          },
        },
      },
    });
    const map: unknown = parse(filesOf('x', [], { orders: 40, keys }).get('phi-map.yaml') ?? '');
    expect(map).toMatchObject({ tables: [{ table: 'wc_orders_meta', protection: { kind: 'field', keys: ['_rx_*'], decrypt: 'phi-vault' } }] });
    expect(parse(filesOf('x', [], { orders: 40, keys: [{ name: '_acme_pdf_number', rows: 40 }] }).get('stack.yaml') ?? '')).toMatchObject({
      probes: { checkout: { by: 'store-api', gateway: 'cheque' } },
    });
  });

  it('lets what logs PHI start after what encrypts it, which it may read through', () => {
    const text = filesOf('phi-access-log', []).get('stack.yaml') ?? '';
    expect(parse(text)).toMatchObject({ plugins: [{ slug: 'commerce' }, { slug: 'phi-access-log', needs: ['phi-vault'] }, { slug: 'phi-vault' }] });
    expect(parse(text)).toMatchObject({ 'access-log': { kind: 'phi-access-log', 'off-box': true } });
    expect(filesOf('phi-access-log', []).get('runbooks/database-loss.md')).toMatch(/restore-database[^]*import-external-log[^]*raise-ids/u);
    expect(filesOf('simple-history', []).get('runbooks/database-loss.md')).not.toContain('import-external-log');
  });

  it('lets what gives roles start after the shop, which grants its own capabilities again when it is activated', () => {
    expect(parse(filesOf('user-role-editor', []).get('stack.yaml') ?? '')).toMatchObject({
      plugins: [{ slug: 'commerce' }, { slug: 'user-role-editor', role: 'guards-access', needs: ['commerce'] }, { slug: 'phi-vault' }],
    });
  });

  it('takes needs from headers and code where the files were at hand, says so, and lets nothing that encrypts wait for the shop', () => {
    const needs = (slug: string, code: FirstSite['code']): string => {
      const text = filesOf(slug, [], { orders: 0, keys: [] }, code).get('stack.yaml') ?? '';
      parse(text);
      return /needs: .*/u.exec(text.slice(text.indexOf(`slug: ${slug}\n`)))?.[0] ?? '';
    };
    const says = (slug: string, requires: readonly string[], callsShop = false): FirstSite['code'] => new Map([[slug, { requires, callsShop }]]);
    expect(needs('pdf-stamp', says('pdf-stamp', ['woocommerce', 'not-active']))).toBe('needs: [commerce]   # commerce: its header requires it');
    expect(needs('pdf-stamp', says('pdf-stamp', [], true))).toBe('needs: [commerce]   # commerce: its code calls it');
    expect(needs('pdf-stamp', says('pdf-stamp', []))).toBe('');
    expect(needs('acme-forms', new Map())).toBe('needs: [commerce, phi-vault]   # commerce: guessed from its name, look');
    expect(needs('acme-forms', says('acme-forms', []))).toBe('needs: [phi-vault]');
    expect(needs('acme-audit', says('acme-audit', ['woocommerce'], true))).toBe(
      'needs: [phi-vault]   # requires commerce, which serves PHI and so starts after it: look at its role',
    );
  });

  it('cuts what is long', () => {
    expect(stackOf('X'.repeat(1000))).not.toContain('X'.repeat(65));
  });
});
