import type { Baseline } from '../../src/model/baseline.ts';

/** A small, whole baseline. */
export const sampleBaseline: Baseline = {
  schemaVersion: 1,
  kind: 'muster-baseline',
  takenAt: '2026-11-23T10:00:00.000Z',
  tool: { version: '1', commit: '' },
  key: { id: 'hmac-sha256:0', salt: '0'.repeat(64) },
  site: { urlHost: 'shop.example', homeHost: 'shop.example', tablePrefix: 'wp_', orderStorage: 'hpos', multisite: false },
  software: {
    wordpress: '6.8.3',
    wordpressDatabase: '1',
    woocommerce: '10.6.2',
    php: null,
    webServer: null,
    database: {
      server: 'mariadb',
      version: '11.8',
      sqlMode: ['STRICT_TRANS_TABLES'],
      characterSet: 'utf8mb4',
      collation: 'utf8mb4_unicode_ci',
      tableCollations: {},
    },
    objectCache: null,
    pageCache: null,
  },
  components: [
    { kind: 'plugin', slug: 'log', version: '1.0', digest: null, active: true },
    { kind: 'plugin', slug: 'idle', version: '1.0', digest: null, active: false },
  ],
  access: { roles: { nurse: { read: true } }, holders: [{ grants: { nurse: true }, users: 2, digest: '0'.repeat(64), members: [] }] },
  salts: {},
  ids: { nextPost: '10', nextUser: '5', greatestOrder: '9', greatestCustomer: '4' },
  newest: {},
  rows: { wc_orders: 9 },
  integrity: {
    phiMap: { id: 'x', digest: `sha256:${'0'.repeat(64)}` },
    tables: [{ table: 'wc_orders', rows: 9, root: '0'.repeat(64), cutOffs: 0 }],
    root: '0'.repeat(64),
    reference: null,
  },
  notRead: [],
};
