import type {
  Baseline,
  BaselineAccess,
  BaselineComponent,
  BaselineIds,
  BaselineIntegrity,
  BaselineReference,
  BaselineSite,
  BaselineSoftware,
  Capabilities,
} from './baseline.ts';
import type { TableFingerprint } from './phi-integrity.ts';
import { count, counts, digest, flag, hex, instant, list, map, nullable, object, oneOf, text, texts } from './schema.ts';
import type { Schema } from './schema.ts';

type Holder = BaselineAccess['holders'][number];
type Salt = Baseline['salts'][string];
type Gap = Baseline['notRead'][number];
type Php = NonNullable<BaselineSoftware['php']>;
type WebServer = NonNullable<BaselineSoftware['webServer']>;

const capabilities: Schema<Capabilities> = map(flag);
const database = object<BaselineSoftware['database']>({
  server: oneOf('mariadb', 'mysql'),
  version: text,
  sqlMode: texts,
  characterSet: text,
  collation: text,
  tableCollations: counts,
});
const software = object<BaselineSoftware>({
  wordpress: nullable(text),
  wordpressDatabase: nullable(text),
  woocommerce: nullable(text),
  php: nullable(object<Php>({ version: text, extensions: nullable(texts) })),
  webServer: nullable(object<WebServer>({ server: text, version: nullable(text) })),
  database,
  objectCache: nullable(flag),
  pageCache: nullable(flag),
});
const site = object<BaselineSite>({
  urlHost: nullable(text),
  homeHost: nullable(text),
  tablePrefix: text,
  orderStorage: nullable(oneOf('hpos', 'hpos-sync', 'posts')),
  multisite: flag,
});
const component = object<BaselineComponent>({
  kind: oneOf('plugin', 'must-use', 'drop-in', 'theme'),
  slug: text,
  version: nullable(text),
  digest: nullable(digest),
  active: flag,
});
const integrity = object<BaselineIntegrity>({
  phiMap: object<BaselineIntegrity['phiMap']>({ id: text, digest }),
  tables: list(object<TableFingerprint>({ table: text, rows: count, root: hex, cutOffs: count })),
  root: hex,
  reference: nullable(object<BaselineReference>({ file: text, digest, bytes: count, rowDigests: flag })),
});

/** The schema of a baseline file, tied to its type. */
export const baselineSchema = object<Baseline>({
  schemaVersion: oneOf(1),
  kind: oneOf('muster-baseline'),
  takenAt: instant,
  tool: object<Baseline['tool']>({ version: text, commit: text }),
  key: object<Baseline['key']>({ id: text, salt: hex }),
  site,
  software,
  components: list(component),
  access: object<BaselineAccess>({
    roles: map(capabilities),
    holders: list(object<Holder>({ grants: capabilities, users: count, digest: text, members: nullable(texts) })),
  }),
  salts: map(object<Salt>({ from: oneOf('wp-config', 'options'), digest: hex })),
  ids: object<BaselineIds>({ nextPost: nullable(text), nextUser: nullable(text), greatestOrder: nullable(text), greatestCustomer: nullable(text) }),
  newest: map(nullable(instant)),
  rows: map(count),
  integrity,
  notRead: list(object<Gap>({ what: text, why: text })),
});
