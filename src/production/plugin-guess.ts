/** What a plugin probably does with PHI, by its name alone. */
export interface PluginGuess {
  readonly slug: string;
  readonly role: 'encrypts-phi' | 'logs-phi' | 'serves-phi' | 'guards-access' | 'supports';
  readonly tier: number;
  /** Kind of the access log that it writes; null when it writes none that Muster reads. */
  readonly logKind: string | null;
}

const logs: Readonly<Record<string, string>> = {
  'phi-access-log': 'phi-access-log',
  'wp-security-audit-log': 'wp-activity-log',
  'wp-security-audit-log-premium': 'wp-activity-log',
  'simple-history': 'simple-history',
  stream: 'stream',
};
const guesses: readonly (readonly [RegExp, PluginGuess['role'], number])[] = [
  [/encrypt|vault/u, 'encrypts-phi', 1],
  [/audit|activity-log|access-log/u, 'logs-phi', 1],
  [/^(members|user-role-editor|two-factor.*|wordfence.*|limit-login.*|wp-2fa|.*-roles|miniorange.*)$/u, 'guards-access', 2],
  [/woocommerce|^wc-|form|intake|prescri|^rx-|patient|booking|appointment|consult|telehealth|survey|quiz|chat|crm/u, 'serves-phi', 2],
];

/** Pure. A name that says nothing gives `supports`. */
export function pluginGuess(slug: string): PluginGuess {
  const logKind = logs[slug] ?? null;
  if (logKind !== null) return { slug, role: 'logs-phi', tier: 1, logKind };
  const [, role = 'supports', tier = 3] = guesses.find(([pattern]) => pattern.test(slug)) ?? [];
  return { slug, role, tier, logKind };
}
