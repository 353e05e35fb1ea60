import { askedFields, type OrderKeys } from './checkout-fields.ts';
import type { OptionFacts } from './read-software.ts';
import { comment, peopleFile, phiMapFile, quote, runbookFile } from './first-files.ts';
import type { PluginCode } from './plugin-code.ts';
import { pluginGuess } from './plugin-guess.ts';
import { pluginLines, type FoundPlugin } from './plugin-lines.ts';

/** What a first site folder is written from. */
export interface FirstSite {
  /** The folder's name. */
  readonly id: string;
  /** Where the facts are from, as a comment says it: `a backup set`, `the live database`. */
  readonly from: string;
  /** `2026-11-23`. */
  readonly today: string;
  readonly facts: OptionFacts;
  /** Roles that may edit orders. */
  readonly readers: readonly string[];
  /** What orders carry beside WooCommerce's own fields. */
  readonly orderKeys: OrderKeys;
  /** What the plugins' own files say, by slug, where they were at hand. */
  readonly code: ReadonlyMap<string, PluginCode>;
  /** What the database's server says of itself; null from a backup. */
  readonly server: string | null;
  /** What opens the backups, as escrow names it: `backup-identity`, `passphrase`, …; empty where nothing encrypts them. */
  readonly keys: readonly string[];
  /** From the site's folder to the drills folder, e.g. `../..`. */
  readonly up: string;
}

/**
 * The files of a first site, by path below its folder: valid but for its TODOs, which only people can decide. What was
 * guessed says so in a comment. Pure.
 */
export function firstSite(site: FirstSite): ReadonlyMap<string, string> {
  const plugins = site.facts.plugins
    .filter(({ slug }) => /^[a-z0-9]+(-[a-z0-9]+)*$/u.test(slug))
    .map(({ slug, version }) => ({
      version: version !== null && /^[\w.+-]{1,64}$/u.test(version) ? version : null,
      code: site.code.get(slug) ?? null,
      ...pluginGuess(slug),
    }));
  const log = plugins.find((plugin) => plugin.logKind !== null);
  const sealed = plugins.some(({ slug }) => slug === 'phi-vault') ? (askedFields(site.orderKeys)?.meta ?? null) : null;
  return new Map([
    ['stack.yaml', stackFile(site, plugins)],
    ['phi-map.yaml', phiMapFile(site, { log: log?.slug ?? null, sealed })],
    ['people.yaml', peopleFile(site)],
    ['runbooks/database-loss.md', runbookFile(site.keys, { copiedLog: log?.logKind === ownCopy })],
  ]);
}

function stackFile(site: FirstSite, plugins: readonly FoundPlugin[]): string {
  const { facts } = site;
  const log = plugins.find((plugin) => plugin.logKind !== null);
  const left = facts.plugins.filter(({ slug }) => !plugins.some((plugin) => plugin.slug === slug)).map(({ slug }) => comment(slug));
  return `# Written by \`muster init\` from ${comment(site.from)} on ${site.today}. What is marked TODO only you can decide: \`muster validate\`
# lists it. Everything else was read, or guessed where a comment says so. docs/writing-a-drill.md explains each key.
stack: ${site.id}
title: ${quote(`The shop ${facts.site.urlHost ?? site.id}`)}
url: ${facts.site.urlHost === null ? quote('TODO: the address of the shop, such as https://shop.example') : `https://${facts.site.urlHost}`}

services:                           # the mirror's own; \`muster stack check --baseline F\` compares them with production
  web: { server: apache, php: debian, https: true }
  db: { server: mariadb, version: debian }${site.server === null ? '' : `   # production: ${comment(site.server)}`}

core: ${coreOf(facts.wordpress)}
table-prefix: ${prefixOf(facts.site.tablePrefix)}
order-storage: ${facts.site.orderStorage ?? 'hpos'}

# Active plugins as they were found. Roles and tiers are guessed from their names: look at each that touches PHI. A need
# says where it is from, except those of the rule that follows.
# role: encrypts-phi | logs-phi | serves-phi | guards-access | supports. Nothing that serves PHI starts before what
# encrypts it and what logs its readers. \`source: { backup: true }\` takes the files out of the backup, premium ones too.
plugins:
${plugins.map((plugin) => pluginLines(plugin, plugins)).join('\n')}
${left.length === 0 ? '' : `# Left out, as their folders' names fit no slug: ${left.join(', ')}\n`}
backup:
  procedure: dump-age               # how Muster backs up a synthetic mirror; a run with --backup uses your own set
  # The schedule is what an RPO is judged by. every: e.g. PT1H (hourly), P1D (daily); takes: how long one backup lasts.
  schedule: { every: ${quote('TODO: how often is the database backed up?')}, takes: PT15M }
${escrowOf(site.keys, plugins)}
${accessLog(log)}
probes:
  login: { by: drill-account }
${checkoutOf(site.orderKeys, plugins)}
`;
}

function accessLog(log: FoundPlugin | undefined): string {
  if (log === undefined)
    return `# No plugin that records who read PHI was recognised: phi-access-log, wp-activity-log, simple-history, stream, or sql.
access-log: { kind: ${quote('TODO: what records who read PHI?')} }`;
  if (log.logKind === ownCopy)
    return `access-log: { kind: ${ownCopy}, off-box: true }   # false where its copy lies on the shop's own host: then take its step out of the runbook`;
  return `access-log: { kind: ${log.logKind ?? ''}${log.logKind === log.slug ? '' : `, written-by: ${log.slug}`} }   # off-box: true when it is also copied to another host`;
}

/** The log that copies each entry off the shop's host by itself, and whose copy Muster can read. */
const ownCopy = 'phi-access-log';

/** What the checkout asks for is not in a database, only what orders then carry: whether a drill must type it, people decide. */
function checkoutOf(orderKeys: OrderKeys, plugins: readonly FoundPlugin[]): string {
  const asked = askedFields(orderKeys);
  if (asked === null) return '  checkout: { by: store-api, gateway: cheque }   # fields that your checkout asks for, another gateway: docs/probes.md';
  const takes = plugins.find(({ role, slug }) => role === 'serves-phi' && slug !== 'woocommerce')?.slug ?? 'acme-intake';
  return `  # Orders carry ${asked.meta}, which WooCommerce does not write. Does your checkout ask for these fields? Then a drill must type
  # them: say below by which name it takes them, and look at each kind (name, birth-date, text, number), which is guessed.
  # Does it not? Delete \`fields\` and all below it. The classic form, another gateway: docs/probes.md.
  checkout:
    by: store-api
    gateway: cheque
    fields:
      in: ${quote(`TODO: by which name does the checkout take these fields (Store API, \`extensions\`), e.g. ${takes}?`)}
      meta: ${quote(asked.meta)}
      # read: rx                    # the property of an order in REST that shows them, where one does
      names: { ${Object.entries(asked.names)
        .map(([field, value]) => `${field}: ${value}`)
        .join(', ')} }`;
}

/** As the schema of stack.yaml takes it. */
function prefixOf(prefix: string): string {
  const known = /^[A-Za-z][A-Za-z0-9]*_$/u.test(prefix) && prefix.length <= 20;
  return known ? prefix : quote(`TODO: which prefix do the tables have? "${comment(prefix)}" is not letters and digits that end in an underscore`);
}

/** Debian's own WordPress when production runs the same; else its version, from the cache or the backup. */
function coreOf(version: string | null): string {
  if (version === null) return "{ version: debian }   # production's version is not in the database: compare with `muster stack check`";
  return version.startsWith('6.8') || !/^\d+(\.\d+){1,3}$/u.test(version)
    ? `{ version: debian }   # production: ${comment(version)}`
    : `{ version: ${quote(version)}, sources: [{ artifact: wordpress }, { backup: true }] }`;
}

/** Where a run on a backup takes its keys from. phi-vault's is needed to read what the shop itself encrypts. */
function escrowOf(opening: readonly string[], plugins: readonly FoundPlugin[]): string {
  const vault = plugins.some(({ slug }) => slug === 'phi-vault') ? ['phi-key'] : [];
  const keys = [...opening, ...vault].map((key) => `\n    ${key}: ${quote(`TODO: in which file does this key lie (${key})?`)}`);
  return `escrow:                             # who keeps the keys apart from the backups, and where a run with --backup finds them
  from: file
  custodian: privacy-officer${keys.length === 0 ? '' : `\n  keys:                             # others: salts, gpg-key, passphrase, …: docs/production-backup.md${keys.join('')}`}`;
}
