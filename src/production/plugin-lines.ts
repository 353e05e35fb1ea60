import type { PluginCode } from './plugin-code.ts';
import type { PluginGuess } from './plugin-guess.ts';

/** A plugin as it was found, with what its name makes one guess, and what its own files say; null where they were not at hand. */
export interface FoundPlugin extends PluginGuess {
  readonly version: string | null;
  readonly code: PluginCode | null;
}

/** Another plugin that must be active first, by the name of the stack file, and how that is known. */
interface Need {
  readonly slug: string;
  readonly why: 'header' | 'code' | 'name' | 'rule';
}

const words: Readonly<Record<Exclude<Need['why'], 'rule'>, string>> = {
  header: 'its header requires it',
  code: 'its code calls it',
  name: 'guessed from its name, look',
};
/** What must be active before what touches PHI. */
const before: Readonly<Partial<Record<FoundPlugin['role'], readonly string[]>>> = {
  'serves-phi': ['encrypts-phi', 'logs-phi'],
  'logs-phi': ['encrypts-phi'],
};

/** A plugin's lines in a first stack.yaml; `all` are slugs as WordPress.org takes them. Pure. */
export function pluginLines(plugin: FoundPlugin, all: readonly FoundPlugin[]): string {
  const commerce = plugin.slug === 'woocommerce';
  const needs = needsOf(plugin, all);
  const version = plugin.version === null ? '' : `${commerce ? 'WooCommerce ' : ''}${plugin.version}`;
  const said = [
    ...needs.flatMap(({ slug, why }) => (why === 'rule' ? [] : [`${slug}: ${words[why]}`])),
    ...requiredLate(plugin, all).map((slug) => `requires ${slug}, which serves PHI and so starts after it: look at its role`),
  ].join('; ');
  const role = `    role: ${plugin.role}`;
  return [
    withComment(`  - slug: ${named(plugin.slug)}`, version),
    `    source: ${commerce ? 'commerce' : '{ backup: true }'}`,
    `    tier: ${plugin.tier}`,
    ...(needs.length === 0 ? [withComment(role, said)] : [role, withComment(`    needs: [${needs.map(({ slug }) => slug).join(', ')}]`, said)]),
  ].join('\n');
}

const withComment = (line: string, said: string): string => (said === '' ? line : `${line}   # ${said}`);

/** What its header says, else what its code says, else what its name makes one guess; and the rule about PHI. Each once. */
function needsOf(plugin: FoundPlugin, all: readonly FoundPlugin[]): readonly Need[] {
  const late = requiredLate(plugin, all);
  const header = (plugin.code?.requires ?? []).filter(
    (slug) => slug !== plugin.slug && all.some((other) => other.slug === slug) && !late.includes(named(slug)),
  );
  const rule = all.filter((other) => other !== plugin && (before[plugin.role] ?? []).includes(other.role));
  const needs: readonly Need[] = [
    ...header.map((slug): Need => ({ slug: named(slug), why: 'header' })),
    ...shopNeed(plugin, all),
    ...rule.map((other): Need => ({ slug: named(other.slug), why: 'rule' })),
  ];
  return needs.filter(({ slug }, index) => needs.findIndex((other) => other.slug === slug) === index);
}

/** Whoever encrypts or logs starts before the shop, so only others may need it; what gives roles starts after it, as the shop grants its own anew. */
function shopNeed(plugin: FoundPlugin, all: readonly FoundPlugin[]): readonly Need[] {
  const may = !['encrypts-phi', 'logs-phi'].includes(plugin.role) && plugin.slug !== 'woocommerce' && all.some((other) => other.slug === 'woocommerce');
  if (!may) return [];
  if (plugin.code?.callsShop === true) return [{ slug: 'commerce', why: 'code' }];
  const byName = /role|member/u.test(plugin.slug) || (plugin.code === null && plugin.role === 'serves-phi');
  return byName ? [{ slug: 'commerce', why: 'name' }] : [];
}

/** What its header requires although the rule about PHI puts that after it. */
function requiredLate({ role, code }: FoundPlugin, all: readonly FoundPlugin[]): readonly string[] {
  if (!['encrypts-phi', 'logs-phi'].includes(role)) return [];
  return (code?.requires ?? []).filter((slug) => all.some((other) => other.slug === slug && other.role === 'serves-phi')).map(named);
}

const named = (slug: string): string => (slug === 'woocommerce' ? 'commerce' : slug);
