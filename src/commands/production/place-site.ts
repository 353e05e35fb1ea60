import type { Unpacked } from '../../backups/given-sets.ts';
import { DrillError } from '../../model/errors.ts';
import type { DrillPlan } from '../../model/plan/drill.ts';
import type { ExecOptions, Execution } from '../../model/ports/containers.ts';
import type { Database } from '../../model/ports/database.ts';
import { plural } from '../../model/words.ts';
import { versionsOf } from '../../stack/site/build-site.ts';
import { placeComponent, placeConfig, placeCore, placeVaultKey } from '../../stack/site/place-files.ts';
import { saltNames } from '../../model/salts.ts';
import { readPrefix, readSalts, wpConfig } from '../../stack/site/wp-config.ts';
import type { Stack } from '../../stack/stack.ts';
import type { SiteComponents } from '../site-components.ts';
import { restoredSite, type FoundComponents } from './restored-site.ts';

export interface PlaceRequest {
  readonly plan: DrillPlan;
  readonly stack: Stack;
  readonly keys: ReadonlyMap<string, Buffer>;
  /** What of the web root the set brought. */
  readonly files: Unpacked;
  /** All components, those that the set brought as they are, the others from the stack's own sources. */
  readonly componentsFor: (found: FoundComponents) => Promise<SiteComponents>;
}

export interface PlacedSite {
  readonly versions: Readonly<Record<string, string>>;
  readonly components: SiteComponents;
  readonly notProven: readonly string[];
}

const webRoot = '/var/www/html';

/**
 * Completes the web root around what the set brought: core, plugins that the set lacks, a configuration with the
 * shop's own prefix, keys and salts but the mirror's database, the PHI key out of escrow. The shop runs afterwards.
 */
export async function placeSite(request: PlaceRequest): Promise<PlacedSite> {
  const { plan, stack, keys, componentsFor } = request;
  const { roots, linksLeftOut } = request.files;
  const { containers } = stack;
  const notProven: string[] = [];
  if (linksLeftOut > 0) notProven.push(`What lies behind ${plural(linksLeftOut, 'link')} of the backup: they led out of the web root and were left out.`);
  const found = await restoredSite({ plan, stack, roots, commerce: await activeCommerce(stack.database, plan) });
  const components = await componentsFor(found);
  const lacking = [...components.plugins.map((one) => ({ ...one, kind: 'plugin' as const })), ...components.extras].filter(
    ({ slug }) => !found.present.has(slug),
  );
  if (!roots.includes('web-root')) {
    await placeCore(containers, components.core, 'beneath');
    notProven.push("That the backup holds WordPress itself: its core came from the stack's sources.");
  } else notProven.push("Settings of the shop's own wp-config.php other than its table prefix, keys and salts: they were left out.");
  for (const one of lacking) await placeComponent(containers, one.kind, one);
  if (lacking.length > 0) notProven.push(`That the backup holds these (they came from the stack's sources): ${lacking.map(({ slug }) => slug).join(', ')}.`);
  const own = roots.includes('web-root') ? (await web(stack, ['cat', `${webRoot}/wp-config.php`])).stdout.toString('utf8') : '';
  const salts = saltsOf(own, keys);
  mustHavePrefix(own, plan);
  if (saltNames.some((name) => salts[name] === undefined))
    notProven.push("That the shop's keys and salts come back: the set and escrow hold none, so new ones were made; what was encrypted with them is lost.");
  await placeConfig(containers, wpConfig(plan.site, salts));
  const phiKey = keys.get('phi-key');
  if (phiKey !== undefined) await placeVaultKey(containers, phiKey);
  if (!roots.includes('web-root')) await stack.wordpress.run('rewrite-rules');
  return { components, versions: await versionsOf(stack.wordpress), notProven };
}

/** Which shop plugin the restored site has active. @throws {DrillError} RESTORE_REFUSED when there is none, or a stand-in where WooCommerce was asked for. */
async function activeCommerce(database: Database, plan: DrillPlan): Promise<'woocommerce' | 'order-desk'> {
  const [row] = await database.query(`SELECT option_value AS v FROM \`${plan.site.tablePrefix}options\` WHERE option_name = 'active_plugins'`);
  const active = String(row?.['v'] ?? '');
  const slug = (['woocommerce', 'order-desk'] as const).find((one) => active.includes(`"${one}/${one}.php"`));
  if (slug === undefined) throw new DrillError('RESTORE_REFUSED', 'WooCommerce is not active in the restored shop.');
  if (plan.commerce !== 'auto' && plan.commerce !== slug)
    throw new DrillError('RESTORE_REFUSED', `--commerce ${plan.commerce} was asked for, and the restored shop runs ${slug}.`);
  return slug;
}

/** Escrow's come first: it is what the team would take them from. */
function saltsOf(ownConfig: string, keys: ReadonlyMap<string, Buffer>): Readonly<Record<string, string>> {
  return { ...readSalts(ownConfig), ...readSalts(keys.get('salts')?.toString('utf8') ?? '') };
}

function mustHavePrefix(ownConfig: string, { site }: DrillPlan): void {
  const prefix = readPrefix(ownConfig);
  if (prefix === null || prefix === site.tablePrefix) return;
  throw new DrillError('RESTORE_REFUSED', `The wp-config.php of the set names the table prefix ${prefix}; stack.yaml says ${site.tablePrefix}.`);
}

async function web({ containers }: Stack, argv: readonly string[], options: ExecOptions = {}): Promise<Execution> {
  const done = await containers.exec('web', argv, { user: 'www-data', timeoutMs: 600_000, ...options });
  if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `Making the mirror from the backup: ${argv[0] ?? ''} ended with exit ${done.code}.`);
  return done;
}
