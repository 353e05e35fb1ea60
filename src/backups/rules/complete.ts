import type { BackupExpectations } from '../../model/backup-inspection.ts';
import type { SetFacts } from '../facts.ts';
import { hasIntegrity } from '../peel.ts';
import { always, notRun, wrongOr, type Rule } from './rule.ts';

/** WordPress' own tables; `links` is made by every installation, and left out by nobody. */
const coreTables = [
  'commentmeta',
  'comments',
  'links',
  'options',
  'postmeta',
  'posts',
  'term_relationships',
  'term_taxonomy',
  'termmeta',
  'terms',
  'usermeta',
  'users',
];
/** No WordPress runs without a row in these. */
const neverEmpty = ['options', 'usermeta', 'users'];

/** The prefix of the site, or the one of the set's own options table; null when it has none. */
function prefixOf(facts: SetFacts, expected: BackupExpectations): string | null {
  if (expected.site !== null) return expected.site.tablePrefix;
  const names = tableNames(facts);
  const options = [...names].filter((name) => name.endsWith('options')).map((name) => name.slice(0, -'options'.length));
  return options.find((prefix) => names.has(`${prefix}users`) || names.has(`${prefix}posts`)) ?? options[0] ?? null;
}

/** True when every database part could be read to its end, so that what is absent is absent. */
export const isReadable = ({ parts, database, physicalTables }: SetFacts): boolean =>
  (database !== null || physicalTables !== null) && parts.every(({ kind, damage, opened }) => kind === 'files' || (damage === null && opened === 'open'));

const tableNames = ({ database, physicalTables }: SetFacts): ReadonlySet<string> =>
  new Set([...(physicalTables ?? []), ...[...(database?.tables ?? [])].filter(([, { created }]) => created).map(([name]) => name)]);

const wholeLayers: Rule = {
  id: 'layers-whole',
  group: 'complete',
  title: 'Every file comes whole through its checksums',
  required: always,
  judge({ parts }) {
    const damaged = parts.filter(({ damage, opened }) => damage !== null && opened === 'open').map(({ path, damage }) => `${path}: ${damage}`);
    const repositories = parts.filter(({ kind, damage }) => kind === 'repository' && damage !== null).map(({ path, damage }) => `${path}: ${damage}`);
    const wrong = [...damaged, ...repositories];
    const shut = parts.filter(({ opened, kind }) => opened !== 'open' && kind !== 'repository');
    if (wrong.length === 0 && shut.length > 0) return notRun(`${shut.length} of ${parts.length} files were not opened`);
    if (parts.length === 0) return notRun('nothing was read');
    const bare = parts.filter(({ envelopes, kind }) => kind !== 'repository' && !envelopes.some((layer) => hasIntegrity(layer))).length;
    return wrongOr(
      wrong,
      bare === 0
        ? 'every layer ended as its checksum or seal says'
        : `no damage; ${bare} of ${parts.length} files have no checksum, in which a changed byte may not show`,
      'damaged',
    );
  },
};

const filesKnown: Rule = {
  id: 'files-known',
  group: 'complete',
  title: 'No file is empty or of an unknown kind',
  required: always,
  judge({ strangers, parts }) {
    const unknown = strangers.filter(({ why }) => why === 'unknown');
    const empty = strangers.filter(({ why }) => why === 'empty').map(({ path }) => path);
    if (empty.length === 0 && unknown.length > 0)
      return notRun(`what ${unknown[0]?.path ?? ''}${unknown.length > 1 ? ` and ${unknown.length - 1} more` : ''} holds is not known: it was not checked`);
    return parts.length + empty.length === 0 ? notRun('nothing was read') : wrongOr(empty, 'every file was taken for what it is', 'empty');
  },
};

const formatEnds: Rule = {
  id: 'ends-as-it-must',
  group: 'complete',
  title: 'Every content ends as its format ends',
  required: always,
  judge({ parts }) {
    const read = parts.filter(({ damage, opened, kind }) => damage === null && (opened === 'open' || kind === 'repository'));
    const cut = read.filter(({ end }) => end.state === 'cut').map(({ path, end }) => `${path}: ${end.text}`);
    const unknown = read.filter(({ end }) => end.state === 'unknown').map(({ path, end }) => `${path}: ${end.text}`);
    if (cut.length === 0 && (unknown.length > 0 || read.length < parts.length || read.length === 0))
      return notRun(unknown[0] ?? `${parts.length - read.length} of ${parts.length} files could not be read to their end`);
    return wrongOr(
      cut,
      read
        .map(({ end }) => end.text)
        .slice(0, 3)
        .join('; '),
      'cut',
    );
  },
};

const noGaps: Rule = {
  id: 'parts-without-gaps',
  group: 'complete',
  title: 'No part of a numbered row is missing',
  required: always,
  judge: ({ gaps, parts }) => (parts.length === 0 ? notRun('nothing was read') : wrongOr(gaps, 'none is missing', 'missing')),
};

const tablesPresent: Rule = {
  id: 'tables-present',
  group: 'complete',
  title: 'Every table that a recovery needs is in the set',
  required: always,
  judge(facts, expected) {
    if (facts.parts.length > 0 && facts.parts.every(({ kind }) => kind === 'files')) return { reading: 'broken', text: 'the set holds no database' };
    if (!isReadable(facts)) return notRun('the database part could not be read whole');
    const prefix = prefixOf(facts, expected);
    const names = tableNames(facts);
    const wanted = [...new Set([...coreTables, ...(expected.site?.tables ?? []).map(({ table }) => table)])].map((table) => `${prefix ?? 'wp_'}${table}`);
    const missing = wanted.filter((table) => !names.has(table)).map((table) => `the table ${table}`);
    const kind = expected.site === null ? "WordPress' own" : "WordPress' own and the PHI map's";
    return wrongOr(missing, `all ${wanted.length} tables, ${kind}, are there`, 'missing');
  },
};

const tablesFilled: Rule = {
  id: 'tables-filled',
  group: 'complete',
  title: 'No table is empty that must have rows',
  required: always,
  judge(facts, expected) {
    const { database } = facts;
    if (database === null || !isReadable(facts))
      return notRun(facts.physicalTables === null ? 'the database part could not be read whole' : 'rows of a physical backup are counted by its server only');
    const prefix = prefixOf(facts, expected) ?? 'wp_';
    const { baseline, site } = expected;
    const filled =
      baseline === null
        ? (site?.tables ?? []).filter((one) => one.filled).map(({ table }) => table)
        : Object.keys(baseline).filter((table) => (baseline[table] ?? 0) > 0);
    const wanted = [...new Set([...neverEmpty, ...filled])].map((table) => `${prefix}${table}`);
    const empty = wanted.filter((table) => (database.tables.get(table)?.rows ?? 0) === 0).map((table) => `${table} has no row`);
    return wrongOr(empty, `all ${wanted.length} have rows${baseline === null ? '' : ', as in the baseline'}`, 'empty');
  },
};

const rowsAsAnnounced: Rule = {
  id: 'rows-as-counted',
  group: 'complete',
  title: 'As many rows as the baseline and the dump itself count',
  required: (facts, { baseline }) => baseline !== null || facts.announcedRows.size > 0,
  judge(facts, expected) {
    const { database, announcedRows } = facts;
    if (database === null || !isReadable(facts)) return notRun('rows could not be counted');
    const rowsOf = (table: string): number => database.tables.get(table)?.rows ?? 0;
    const short = [...announcedRows]
      .filter(([table, rows]) => rowsOf(table) !== rows)
      .map(([table, rows]) => `${table} has ${rowsOf(table)} rows, its own dump says ${rows}`);
    const prefix = prefixOf(facts, expected) ?? 'wp_';
    const counted = Object.entries(expected.baseline ?? {});
    // Carts, logs and caches come and go: only the tables that the site keeps for good must not shrink.
    const kept = counted.filter(([table]) => expected.site?.tables.some((one) => one.table === table && one.filled) ?? true);
    const fewer = kept
      .filter(([table, rows]) => rowsOf(`${prefix}${table}`) < rows)
      .map(([table, rows]) => `${prefix}${table} has ${rowsOf(`${prefix}${table}`)} rows, the baseline ${rows}`);
    if (announcedRows.size + kept.length === 0) return notRun('there is no baseline, and the dump does not count its rows');
    return wrongOr([...short, ...fewer], `${announcedRows.size + kept.length} counts compared`, 'fewer rows');
  },
};

const pluginsPresent: Rule = {
  id: 'plugins-present',
  group: 'complete',
  title: 'The files of every active plugin are in the set',
  // A site that names plugins is not recovered by a database alone.
  required: ({ inventory }, { site }) => inventory !== null || (site?.plugins.length ?? 0) > 0,
  judge({ inventory, database, parts }, { site }) {
    if (inventory === null) return notRun('the set has no archive of files');
    if (parts.some(({ kind, damage }) => kind === 'files' && damage !== null)) return notRun('an archive of files could not be read whole');
    const active = database?.activePlugins?.map((path) => `plugins/${path}`) ?? null;
    const folders = (site?.plugins ?? []).filter(
      (slug) => ![...inventory.plugins].some((path) => path.startsWith(`plugins/${slug}/`) || path === `plugins/${slug}.php`),
    );
    if (active === null && site === null) return notRun('which plugins are active is not in the set');
    const missing = [...(active ?? []).filter((path) => !inventory.plugins.has(path)), ...folders.map((slug) => `plugins/${slug}`)];
    return wrongOr([...new Set(missing)], `${inventory.files} files, with ${active?.length ?? site?.plugins.length ?? 0} active plugins among them`, 'missing');
  },
};

export const completeRules: readonly Rule[] = [wholeLayers, filesKnown, formatEnds, noGaps, tablesPresent, tablesFilled, rowsAsAnnounced, pluginsPresent];
