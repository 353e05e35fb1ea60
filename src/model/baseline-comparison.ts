import type { Baseline, BaselineComponent, BaselineDifference, BaselineSoftware, Capabilities, DifferenceSubject } from './baseline.ts';
import { canonicalJson } from './canonical.ts';

type Values = Readonly<Record<string, string | null>>;

/**
 * In what `now` differs from `was`, by subject and name. What either side could not read is `not-comparable` when the
 * other could, and nothing when neither could. Numbers that only grow (`ids`, `newest`, `rows`) are told as they are:
 * what a difference means depends on when the two were taken. Keyed values are compared only under the same key and
 * salt. Pure; its texts hold no PHI.
 */
export function comparison(was: Baseline, now: Baseline): readonly BaselineDifference[] {
  const sameKey = was.key.id === now.key.id && was.key.salt === now.key.salt;
  const keyed = (subject: DifferenceSubject, values: (baseline: Baseline) => Values): readonly BaselineDifference[] =>
    sameKey ? listed(subject, values(was), values(now)) : [{ subject, name: '', change: 'not-comparable', was: 'under one key', now: 'under another' }];
  return [
    ...plain(was, now),
    ...keyed('phi-table', fingerprints),
    ...listed('rows', numbers(was.rows), numbers(now.rows)),
    ...listed('role', capabilities(was.access.roles), capabilities(now.access.roles)),
    ...listed('holders', holders(was, sameKey), holders(now, sameKey)),
    ...(['plugin', 'must-use', 'drop-in', 'theme'] as const).flatMap((kind) => components(kind, was, now)),
    ...keyed('salt', digests),
    ...listed('id', { ...was.ids }, { ...now.ids }),
    ...listed('newest', was.newest, now.newest),
    ...phpExtensions(was.software, now.software),
  ];
}

function plain(was: Baseline, now: Baseline): readonly BaselineDifference[] {
  const values = ({ site, software }: Baseline): Partial<Record<DifferenceSubject, string | null>> => ({
    url: site.urlHost,
    'table-prefix': site.tablePrefix,
    'order-storage': site.orderStorage,
    multisite: String(site.multisite),
    wordpress: software.wordpress,
    woocommerce: software.woocommerce,
    php: software.php?.version ?? null,
    'web-server': software.webServer === null ? null : [software.webServer.server, software.webServer.version ?? ''].join(' ').trim(),
    'database-server': `${software.database.server} ${software.database.version}`,
    'sql-mode': software.database.sqlMode.join(','),
    collation: `${software.database.characterSet} ${software.database.collation}`,
    'object-cache': software.objectCache === null ? null : String(software.objectCache),
    'page-cache': software.pageCache === null ? null : String(software.pageCache),
  });
  const [before, after] = [values(was), values(now)];
  return (Object.keys(before) as DifferenceSubject[]).flatMap((subject) => one(subject, '', before[subject] ?? null, after[subject] ?? null));
}

/** Lists by name: what only one side has is missing or added. */
function listed(subject: DifferenceSubject, was: Values, now: Values): readonly BaselineDifference[] {
  return [...new Set([...Object.keys(was), ...Object.keys(now)])].toSorted().flatMap((name) => {
    if (!Object.hasOwn(now, name)) return [{ subject, name, change: 'missing' as const, was: was[name] ?? '', now: '' }];
    if (!Object.hasOwn(was, name)) return [{ subject, name, change: 'added' as const, was: '', now: now[name] ?? '' }];
    return one(subject, name, was[name] ?? null, now[name] ?? null);
  });
}

function one(subject: DifferenceSubject, name: string, was: string | null, now: string | null): readonly BaselineDifference[] {
  if (was === now) return [];
  return [{ subject, name, change: was === null || now === null ? 'not-comparable' : 'changed', was: was ?? 'not known', now: now ?? 'not known' }];
}

/** Active ones only: inactive code runs nowhere. Digests count when both sides have them. */
function components(kind: BaselineComponent['kind'], was: Baseline, now: Baseline): readonly BaselineDifference[] {
  const read = (baseline: Baseline): ReadonlyMap<string, BaselineComponent> =>
    new Map(baseline.components.filter((each) => each.kind === kind && each.active).map((each) => [each.slug, each]));
  const [before, after] = [read(was), read(now)];
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((slug): readonly BaselineDifference[] => {
    const [a, b] = [before.get(slug), after.get(slug)];
    const base = { subject: kind, name: slug, was: a?.version ?? '', now: b?.version ?? '' };
    if (a === undefined || b === undefined) return [{ ...base, change: a === undefined ? 'added' : 'missing' }];
    if (a.version !== b.version) return one(kind, slug, a.version, b.version);
    return a.digest === null || b.digest === null || a.digest === b.digest ? [] : [{ ...base, change: 'changed', was: a.digest, now: b.digest }];
  });
}

function fingerprints({ integrity }: Baseline): Values {
  return Object.fromEntries(integrity.tables.map(({ table, rows, root }) => [table, `${rows} rows, ${root.slice(0, 16)}`]));
}

function numbers(values: Readonly<Record<string, number>>): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function capabilities(roles: Readonly<Record<string, Capabilities>>): Values {
  return Object.fromEntries(Object.entries(roles).map(([role, granted]) => [role, grantsText(granted)]));
}

/** `edit_posts, read, !delete_users`: what is denied is said too. */
function grantsText(granted: Capabilities): string {
  return Object.entries(granted)
    .map(([name, allowed]) => `${allowed ? '' : '!'}${name}`)
    .toSorted()
    .join(', ');
}

/** Who holds which grants; without the same key only how many do. */
function holders({ access }: Baseline, sameKey: boolean): Values {
  return Object.fromEntries(
    access.holders.map(({ grants, users, digest }) => [
      grantsText(grants) || canonicalJson(grants),
      sameKey ? `${users} users, ${digest.slice(0, 16)}` : `${users} users`,
    ]),
  );
}

function digests({ salts }: Baseline): Values {
  return Object.fromEntries(Object.entries(salts).map(([name, { digest }]) => [name, digest.slice(0, 16)]));
}

function phpExtensions(was: BaselineSoftware, now: BaselineSoftware): readonly BaselineDifference[] {
  const read = ({ php }: BaselineSoftware): Values | null =>
    php === null || php.extensions === null ? null : Object.fromEntries(php.extensions.map((name) => [name, '']));
  const [before, after] = [read(was), read(now)];
  return before === null || after === null ? [] : listed('php-extension', before, after);
}
