import { durationSeconds, durationText } from '../model/duration.ts';
import { DrillError } from '../model/errors.ts';

/** The keys that `--set` knows, with what each may be. */
const settingKeys = {
  'objectives.rto': 'duration',
  'objectives.rpo': 'duration',
  'objectives.mtd': 'duration',
  'data.seed': { least: 0, most: 4_294_967_295 },
  'data.orders': { least: 1, most: 1_000_000 },
  'data.customers': { least: 1, most: 1_000_000 },
  'commerce.version': 'version',
} as const;

type SettingKey = keyof typeof settingKeys;
/** Keys whose values are seconds or counts. */
export type NumberKey = Exclude<SettingKey, 'commerce.version'>;

/** Values of `--set`, checked: seconds, counts, or a version. */
export type Settings = Readonly<Partial<Record<NumberKey, number> & { 'commerce.version': string }>>;

/**
 * Reads `key=value` flags; the last one of a key counts.
 * @throws {DrillError} INVALID_FLAG for an unknown key or a value that does not fit.
 */
export function readSettings(flags: readonly string[]): Settings {
  const settings: Partial<Record<NumberKey, number> & { 'commerce.version': string }> = {};
  for (const flag of flags) {
    const at = flag.indexOf('=');
    const key = at === -1 ? flag : flag.slice(0, at);
    if (!isSettingKey(key)) throw new DrillError('INVALID_FLAG', `--set does not know "${key}": it sets ${Object.keys(settingKeys).join(', ')}`);
    const text = at === -1 ? '' : flag.slice(at + 1);
    if (key === 'commerce.version') settings[key] = versionOf(text);
    else settings[key] = valueOf(key, text);
  }
  return settings;
}

/** A setting's value as the plan and the report show it. */
export function settingText(key: NumberKey, value: number): string {
  return settingKeys[key] === 'duration' ? durationText(value) : String(value);
}

function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingKeys, key);
}

function valueOf(key: NumberKey, text: string): number {
  const rule = settingKeys[key];
  if (rule === 'duration') {
    const seconds = durationSeconds(text);
    if (seconds === null) throw new DrillError('INVALID_FLAG', `--set ${key}= must be an ISO 8601 duration such as PT15M, not "${text}"`);
    return seconds;
  }
  const value = /^\d{1,10}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(value >= rule.least && value <= rule.most))
    throw new DrillError('INVALID_FLAG', `--set ${key}= must be a whole number from ${rule.least} to ${rule.most}, not "${text}"`);
  return value;
}

function versionOf(text: string): string {
  if (/^\d+(\.\d+){0,3}$/u.test(text)) return text;
  throw new DrillError('INVALID_FLAG', `--set commerce.version= must be a version such as 10.6.2, not "${text}"`);
}
