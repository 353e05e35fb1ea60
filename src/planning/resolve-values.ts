import type { DrillDefinition } from '../model/definition.ts';
import type { BackupPlan, CommerceChoice, DrillPlan } from '../model/plan/drill.ts';
import { settingText, type NumberKey, type Settings } from './settings.ts';

type Source = DrillPlan['settings'][number]['from'];

/** What flags say; what is absent takes its default, and the plan records that. */
export interface CompileOptions {
  readonly commerce?: CommerceChoice;
  readonly prove?: boolean;
  readonly set?: Settings;
  /** A production backup takes the place of synthetic data. */
  readonly backup?: BackupPlan;
}

/** Values that a flag, the drill, the site or a default gives, and where each came from. */
interface ResolvedValues {
  readonly objectives: DrillPlan['objectives'];
  readonly data: { readonly seed: number; readonly orders: number; readonly customers: number };
  readonly commerce: CommerceChoice;
  readonly commerceVersion: string;
  readonly prove: boolean;
  readonly settings: DrillPlan['settings'];
}

/** What stands where neither a flag nor a file says anything: the objectives of a shop that can wait a day. */
const defaults = { rto: 14_400, rpo: 86_400, mtd: 86_400, seed: 2026, orders: 2_000, customers: 400 } as const;

/** Resolves every value that may come from more than one place: flag, then drill, then site, then default. */
export function resolveValues(definition: DrillDefinition, options: CompileOptions): ResolvedValues {
  const settings: DrillPlan['settings'][number][] = [];
  const note = (key: string, value: string, from: Source): void => void settings.push({ key, value, from });
  const choose = (key: NumberKey, own: number | null, fallback: number, stack: number | null = null): number => {
    const flag = options.set?.[key];
    const from: Source | null = flag !== undefined ? 'flag' : own !== null ? null : stack !== null ? 'stack' : 'default';
    const value = flag ?? own ?? stack ?? fallback;
    if (from !== null) note(key, settingText(key, value), from);
    return value;
  };
  /** A backup brings its own data. */
  const amount = (key: NumberKey, own: number | null, fallback: number): number => (options.backup === undefined ? choose(key, own, fallback) : 0);
  const { objectives, data, site } = definition;
  const resolved = {
    objectives: {
      rtoSeconds: choose('objectives.rto', objectives.rto, defaults.rto, site.objectives.rto),
      rpoSeconds: choose('objectives.rpo', objectives.rpo, defaults.rpo, site.objectives.rpo),
      mtdSeconds: choose('objectives.mtd', objectives.mtd, defaults.mtd, site.objectives.mtd),
    },
    data: {
      seed: amount('data.seed', data.seed, defaults.seed),
      orders: amount('data.orders', data.orders, defaults.orders),
      customers: amount('data.customers', data.customers, defaults.customers),
    },
    commerce: options.commerce ?? 'auto',
    commerceVersion: options.set?.['commerce.version'] ?? '',
    prove: options.prove ?? true,
  };
  note('commerce', resolved.commerce, options.commerce === undefined ? 'default' : 'flag');
  if (options.backup !== undefined) note('backup', options.backup.where, 'flag');
  if (resolved.commerceVersion !== '') note('commerce.version', resolved.commerceVersion, 'flag');
  note('prove', String(resolved.prove), options.prove === undefined ? 'default' : 'flag');
  if (site.from === 'flag') note('site', site.path, 'flag');
  for (const { key, value } of site.defaults) note(key, value, 'default');
  return { ...resolved, settings: settings.toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))) };
}
