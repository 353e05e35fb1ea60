import type { BaselineComponent, BaselineSite, BaselineSoftware } from '../model/baseline.ts';
import type { Database } from '../model/ports/database.ts';
import { readOptions } from './read-options.ts';
import { text, type SchemaTable } from './schema.ts';
import type { SiteFiles } from './site-files.ts';
import { isRecord, stored, textsOf } from './stored.ts';

const names = [
  'siteurl',
  'home',
  'db_version',
  'woocommerce_version',
  'woocommerce_custom_orders_table_enabled',
  'woocommerce_custom_orders_table_data_sync_enabled',
  'active_plugins',
  'template',
  'stylesheet',
  '_site_transient_update_core',
  '_site_transient_update_plugins',
  '_site_transient_update_themes',
];

/** What production runs, from its options, its server and, where they are at hand, its files. */
export interface ShopFacts {
  readonly site: BaselineSite;
  readonly software: Omit<BaselineSoftware, 'php' | 'webServer'>;
  readonly components: readonly BaselineComponent[];
  readonly notRead: readonly { readonly what: string; readonly why: string }[];
}

/** What the options of a site say, wherever they were read: a server or a dump. Pure. */
export interface OptionFacts {
  readonly site: BaselineSite;
  readonly wordpress: string | null;
  readonly wordpressDatabase: string | null;
  readonly woocommerce: string | null;
  /** Slug and version of each active plugin, in load order. */
  readonly plugins: readonly { readonly slug: string; readonly version: string | null }[];
  readonly themes: readonly { readonly slug: string; readonly version: string | null }[];
}

/** Names of the options that `optionFacts` looks at. */
export const factOptions: readonly string[] = names;

export function optionFacts(options: ReadonlyMap<string, string>, tablePrefix: string, tables: readonly string[]): OptionFacts {
  const checked = (option: string): ReadonlyMap<string, string> => {
    const found = stored(options.get(option));
    const versions = isRecord(found) && isRecord(found['checked']) ? found['checked'] : {};
    return new Map(Object.entries(versions).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  };
  const plugins = checked('_site_transient_update_plugins');
  const themes = checked('_site_transient_update_themes');
  const core = stored(options.get('_site_transient_update_core'));
  const slugs = [...new Set([options.get('template'), options.get('stylesheet')])].filter((slug): slug is string => slug !== undefined && slug !== '');
  return {
    site: {
      urlHost: hostOf(options.get('siteurl')),
      homeHost: hostOf(options.get('home')),
      tablePrefix,
      orderStorage: orderStorageOf(options, tables),
      multisite: tables.includes('blogs') && tables.includes('site'),
    },
    wordpress: isRecord(core) && typeof core['version_checked'] === 'string' ? core['version_checked'] : null,
    wordpressDatabase: options.get('db_version') ?? null,
    woocommerce: options.get('woocommerce_version') ?? null,
    plugins: textsOf(stored(options.get('active_plugins'))).map((file) => ({ slug: slugOf(file), version: plugins.get(file) ?? null })),
    themes: slugs.map((slug) => ({ slug, version: themes.get(slug) ?? null })),
  };
}

/** Reads a site's software. */
export async function readSoftware(database: Database, tables: readonly SchemaTable[], files: SiteFiles | null): Promise<ShopFacts> {
  const own = tables.filter((table) => table.name.startsWith(database.prefix));
  const facts = optionFacts(
    await readOptions(database, names),
    database.prefix,
    own.map((table) => table.name.slice(database.prefix.length)),
  );
  const components = files === null ? fromOptions(facts) : fromFiles(files, facts);
  const there = (name: string): boolean | null => (files === null ? null : components.some((one) => one.kind === 'drop-in' && one.slug === name));
  return {
    site: facts.site,
    software: {
      wordpress: files?.wordpress ?? facts.wordpress,
      wordpressDatabase: facts.wordpressDatabase,
      woocommerce: facts.woocommerce,
      database: await readServer(database, own),
      objectCache: there('object-cache.php'),
      pageCache: there('advanced-cache.php'),
    },
    components,
    notRead: gaps(facts, files, own),
  };
}

function gaps(facts: OptionFacts, files: SiteFiles | null, tables: readonly SchemaTable[]): readonly { readonly what: string; readonly why: string }[] {
  const loose = tables.filter((table) => table.engine !== 'InnoDB');
  return [
    ...(files === null
      ? [
          { what: "files: must-use plugins, drop-ins, inactive plugins, digests, caches, wp-config.php's salts", why: 'no --wp-root was given' },
          { what: "WordPress' and the plugins' versions of today", why: 'without files they are those of the last update check' },
        ]
      : files.config === null
        ? [{ what: "wp-config.php's salts", why: 'no wp-config.php lies in the web root or above it' }]
        : []),
    ...(facts.site.multisite ? [{ what: 'the other sites of this network', why: 'Muster reads the main site of a multisite' }] : []),
    ...loose.map((table) => ({ what: `one instant for ${table.name}`, why: `its engine is ${table.engine}, which takes no part in a snapshot` })),
  ];
}

function fromOptions(facts: OptionFacts): readonly BaselineComponent[] {
  const of = (kind: 'plugin' | 'theme', list: OptionFacts['plugins']): readonly BaselineComponent[] =>
    list.map(({ slug, version }) => ({ kind, slug, version, digest: null, active: true }));
  return [...of('plugin', facts.plugins), ...of('theme', facts.themes)].toSorted(byName);
}

/** An active plugin without files stays in the list: WordPress skips it without a word. */
function fromFiles(files: SiteFiles, facts: OptionFacts): readonly BaselineComponent[] {
  const active = new Set([...facts.plugins.map(({ slug }) => `plugin ${slug}`), ...facts.themes.map(({ slug }) => `theme ${slug}`)]);
  const found = files.components.map((one) => ({ ...one, active: ['must-use', 'drop-in'].includes(one.kind) || active.has(`${one.kind} ${one.slug}`) }));
  const missing = fromOptions(facts).filter((one) => !found.some((other) => other.kind === one.kind && other.slug === one.slug));
  return [...found, ...missing.map((one) => ({ ...one, version: null }))].toSorted(byName);
}

function byName(a: BaselineComponent, b: BaselineComponent): number {
  const [one, other] = [`${a.kind} ${a.slug}`, `${b.kind} ${b.slug}`];
  return one < other ? -1 : Number(one > other);
}

async function readServer(database: Database, tables: readonly SchemaTable[]): Promise<BaselineSoftware['database']> {
  const [row] = await database.query(
    'SELECT VERSION() AS v, @@GLOBAL.sql_mode AS m, s.DEFAULT_CHARACTER_SET_NAME AS c, s.DEFAULT_COLLATION_NAME AS o FROM information_schema.SCHEMATA s WHERE s.SCHEMA_NAME = DATABASE()',
  );
  const version = text(row, 'v');
  const modes = text(row, 'm').split(',');
  return {
    server: /mariadb/iu.test(version) ? 'mariadb' : 'mysql',
    version,
    sqlMode: modes.filter((mode) => mode !== '').toSorted(),
    characterSet: text(row, 'c'),
    collation: text(row, 'o'),
    tableCollations: Object.fromEntries([...Map.groupBy(tables, (table) => table.collation)].map(([name, list]) => [name, list.length])),
  };
}

function orderStorageOf(options: ReadonlyMap<string, string>, tables: readonly string[]): BaselineSite['orderStorage'] {
  if (!options.has('woocommerce_version') && !tables.includes('wc_orders')) return null;
  if (options.get('woocommerce_custom_orders_table_enabled') !== 'yes') return 'posts';
  return options.get('woocommerce_custom_orders_table_data_sync_enabled') === 'yes' ? 'hpos-sync' : 'hpos';
}

function slugOf(file: string): string {
  const [folder = '', ...rest] = file.split('/');
  return rest.length === 0 ? folder.replace(/\.php$/u, '') : folder;
}

function hostOf(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : null;
}
