import type { PhiMapPlan, PhiTable } from '../model/plan/phi-map.ts';
import { isKnown, patternOf } from './known-names.ts';
import { nameScore, printableName } from './phi-names.ts';
import { shapesFound, type ShapeCounts } from './shapes.ts';
import { metaTables, type Survey, type SurveyName } from './survey.ts';

export type GapKind = 'table' | 'column' | 'meta-key' | 'option' | 'uploads' | 'plugin';

/** Something that the shop has and its PHI map does not speak of. */
export interface Gap {
  readonly kind: GapKind;
  /** `table`, `table.column`, `table: key`, an option, a folder or a slug; digits in keys are replaced. */
  readonly name: string;
  readonly rows: number | null;
  /** 0 (nothing speaks for PHI) to 6. */
  readonly score: number;
  /** Why, in words: names and shapes, never a value. */
  readonly why: readonly string[];
}

/** What a person has looked at: globs by kind, from the map's `looked-at`. */
export type LookedAt = Readonly<Partial<Record<GapKind, readonly string[]>>>;

export interface GapsInput {
  readonly survey: Survey;
  readonly map: Pick<PhiMapPlan, 'tables'>;
  readonly lookedAt: LookedAt;
  /** Slugs of the stack's plugins and of those that a runbook reactivates. */
  readonly plugins: readonly string[];
}

/** Everything that the map does not speak of, what looks most like PHI first. Pure. */
export function gapsOf(input: GapsInput): readonly Gap[] {
  const { survey, map } = input;
  const mapped = new Map(map.tables.map((table) => [table.table, table]));
  const gaps = [
    ...survey.tables.flatMap((table) => {
      const entry = mapped.get(table.table);
      if (entry !== undefined) return columnGaps(entry, table.columns);
      return isKnown('tables', table.table) ? [] : [tableGap(table, survey.metaKeys[table.table] ?? [])];
    }),
    ...metaTables.flatMap((table) => keyGaps(survey, table, mapped.get(table))),
    ...survey.options.filter((option) => !isKnown('options', option.name)).map((option) => scored('option', option.name, null, option.shapes)),
    ...(survey.uploads ?? []).filter((folder) => !knownFolders.includes(folder)).map((folder) => scored('uploads', folder, null, null)),
    ...survey.plugins
      .filter((slug) => !input.plugins.includes(slug))
      .map((slug) => ({ ...scored('plugin', slug, null, null), why: ['it is active, and no stack and no runbook names it'] })),
  ];
  return merged(gaps.filter((gap) => !isLookedAt(gap, input.lookedAt))).toSorted(
    (a, b) => b.score - a.score || compare(a.kind, b.kind) || compare(a.name, b.name),
  );
}

/** Folders that WordPress and WooCommerce make in uploads; the second and third hold PHI, and restores must guard them. */
const knownFolders = ['woocommerce_uploads', 'wc-logs', 'wc-reports', 'woocommerce_transient_files', 'fonts', 'wc-blueprint'];

/** Whether a person must decide about it: it may hold PHI, or it is code that nothing of the site's files names. */
export function isTelling({ kind, score }: Gap): boolean {
  return score > 0 || kind === 'plugin';
}

/** A table that is not mapped, by its own name and the most telling of its columns and keys. */
function tableGap({ table, rows, columns }: Survey['tables'][number], keys: readonly SurveyName[]): Gap {
  const within = [
    ...columns.map((column) => scored('column', column.name, rows, column.shapes)),
    ...keys.map((key) => scored('meta-key', key.name, key.rows, key.shapes)),
  ].filter(({ score }) => score > 0);
  const best = within.toSorted((a, b) => b.score - a.score)[0];
  const named = scored('table', table, rows, null);
  const score = Math.min(6, named.score + (best?.score ?? 0));
  const why = best === undefined ? named.why : [...named.why, `its ${best.kind === 'column' ? 'column' : 'key'} ${best.name}: ${best.why.join(', ')}`];
  // The keys that WordPress and WooCommerce make, billing_first_name among them, are in no survey: a map answers for them by the table.
  if (score >= 2 || !metaTables.some((meta) => meta === table)) return { ...named, score, why };
  return { ...named, score: 2, why: ['WordPress and WooCommerce keep what they know of people there'] };
}

function columnGaps(entry: PhiTable, columns: Survey['tables'][number]['columns']): readonly Gap[] {
  if (entry.columns.length === 0) return [];
  const spoken = new Set([...entry.columns, ...(entry.exceptColumns ?? [])]);
  return columns.filter((column) => !spoken.has(column.name)).map((column) => scored('column', `${entry.table}.${column.name}`, null, column.shapes));
}

/** Also of a table that is not mapped: whoever maps it wants to know what is in it. */
function keyGaps(survey: Survey, table: string, entry: PhiTable | undefined): readonly Gap[] {
  const spoken = [...(entry?.exceptKeys ?? []), ...(entry?.protection.kind === 'field' ? entry.protection.keys : [])].map(
    (glob) => new RegExp(`^${patternOf(glob)}$`, 'u'),
  );
  return (survey.metaKeys[table] ?? [])
    .filter((key) => !isKnown(table, key.name) && !spoken.some((pattern) => pattern.test(key.name)))
    .map((key) => ({ ...scored('meta-key', key.name, key.rows, key.shapes), name: `${table}: ${printableName(key.name)}` }));
}

function scored(kind: GapKind, name: string, rows: number | null, counts: ShapeCounts | null): Gap {
  const fromName = nameScore(name);
  const shapes = counts === null ? [] : shapesFound(counts);
  return {
    kind,
    name: printableName(name),
    rows,
    score: fromName + Math.max(0, ...shapes.map((shape) => shape.weight)),
    why: [...(fromName > 0 ? ['its name'] : []), ...(shapes[0] === undefined ? [] : [`values shaped like: ${shapes.map((shape) => shape.name).join(', ')}`])],
  };
}

/** Names that differ in their numbers only are one. */
function merged(gaps: readonly Gap[]): readonly Gap[] {
  return [...Map.groupBy(gaps, (gap) => `${gap.kind} ${gap.name}`).values()].flatMap((same) => {
    const [first] = same.toSorted((a, b) => b.score - a.score);
    return first === undefined ? [] : [{ ...first, rows: first.rows === null ? null : same.reduce((sum, gap) => sum + (gap.rows ?? 0), 0) }];
  });
}

function isLookedAt({ kind, name }: Gap, lookedAt: LookedAt): boolean {
  const key = kind === 'meta-key' ? name.slice(name.indexOf(': ') + 2) : name;
  return (lookedAt[kind] ?? []).some((glob) => new RegExp(`^${patternOf(glob)}$`, 'u').test(key));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
