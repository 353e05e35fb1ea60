import { randomBytes } from 'node:crypto';
import { drillRoles } from '../../model/drill-roles.ts';
import { DrillError } from '../../model/errors.ts';
import type { SitePlan } from '../../model/plan/site.ts';
import type { Containers } from '../../model/ports/containers.ts';
import type { DrillAccount, WordPress } from '../../model/ports/mirror.ts';
import { placeComponent, placeConfig, placeCore, placeVaultKey, type ComponentFiles, type ComponentPlace } from './place-files.ts';
import { wpConfig } from './wp-config.ts';

export interface BuildRequest {
  readonly containers: Containers;
  readonly wordpress: WordPress;
  readonly site: SitePlan;
  /** In activation order, the commerce plugin among them. */
  readonly plugins: readonly ComponentFiles[];
  /** Null: Debian's WordPress, which is in the image. */
  readonly core: ComponentFiles | null;
  /** Must-use plugins, drop-ins and themes. */
  readonly extras: readonly (ComponentFiles & { readonly kind: Exclude<ComponentPlace, 'plugin'>; readonly active: boolean })[];
  readonly commerce: string;
  readonly vaultKeyFile: Buffer;
  readonly signal: AbortSignal;
}
export interface BuiltSite {
  readonly accounts: Readonly<Record<string, DrillAccount>>;
  readonly productId: number;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Installs WordPress and the site's plugins into an empty web root and database: files, configuration with fresh
 * salts, WordPress's own installer, activation in dependency order, and an account per role.
 * @throws {DrillError} COMMAND_FAILED with the verb that failed.
 */
export async function buildSite(request: BuildRequest): Promise<BuiltSite> {
  await placeFiles(request);
  const { wordpress, site, commerce } = request;
  const password = (): string => randomBytes(18).toString('base64url');
  const admin = { login: 'muster-admin', password: password(), email: 'admin@clinic.example' };
  const installed = await wordpress.run('install', { url: site.url, title: site.title, orderStorage: site.orderStorage, commerce, admin });
  for (const { slug } of request.plugins) {
    request.signal.throwIfAborted();
    await wordpress.run('activate', { plugin: slug });
  }
  const theme = request.extras.find(({ active }) => active);
  if (theme !== undefined) await wordpress.run('switch-theme', { theme: theme.slug });
  const accounts = await makeAccounts(
    wordpress,
    drillRoles.map((role) => ({
      as: role,
      role,
      login: role === 'administrator' ? admin.login : `drill-${role}`,
      password: role === 'administrator' ? admin.password : password(),
      email: `${role}@clinic.example`,
    })),
  );
  return { accounts, productId: numberAt(installed, ['products', 'CANARY-TABLET']), versions: await versionsOf(wordpress) };
}

export interface WantedAccount {
  /** What the drill calls it: one of `drillRoles`. */
  readonly as: string;
  /** The role that it gets in this shop. */
  readonly role: string;
  readonly login: string;
  readonly password: string;
  readonly email: string;
}

/** Makes accounts inside the shop; returns them by what the drill calls them. @throws {DrillError} COMMAND_FAILED for a role that is not there. */
export async function makeAccounts(wordpress: WordPress, wanted: readonly WantedAccount[]): Promise<Readonly<Record<string, DrillAccount>>> {
  const asked = wanted.map(({ role, login, password, email }) => ({ role, login, password, email, application_password: true }));
  const made = await wordpress.run('accounts', { accounts: asked });
  return Object.fromEntries(wanted.map((account, index) => [account.as, accountOf(account, Array.isArray(made) ? made[index] : null)]));
}

async function placeFiles({ containers, core, plugins, extras, site, vaultKeyFile }: BuildRequest): Promise<void> {
  await placeCore(containers, core);
  for (const plugin of plugins) await placeComponent(containers, 'plugin', plugin);
  for (const extra of extras) await placeComponent(containers, extra.kind, extra);
  await placeConfig(containers, wpConfig(site));
  await placeVaultKey(containers, vaultKeyFile);
}

function accountOf(wanted: WantedAccount, made: unknown): DrillAccount {
  return {
    id: numberAt(made, ['id']),
    login: wanted.login,
    role: wanted.role,
    password: wanted.password,
    applicationPassword: textAt(made, ['applicationPassword']),
  };
}

export async function versionsOf(wordpress: WordPress): Promise<Readonly<Record<string, string>>> {
  const versions = await wordpress.run('versions');
  const active = at(await wordpress.run('plugins'), ['active']);
  const plugins = Array.isArray(active) ? active.map((plugin): [string, string] => [`plugin:${textAt(plugin, ['slug'])}`, textAt(plugin, ['version'])]) : [];
  return Object.fromEntries([
    ['wordpress', textAt(versions, ['wordpress'])],
    ['php', textAt(versions, ['php'])],
    ['mariadb', textAt(versions, ['database'])],
    ...plugins,
  ]);
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, name) => (typeof found === 'object' && found !== null ? Object.entries(found).find(([key]) => key === name)?.[1] : undefined),
    value,
  );
}
function numberAt(value: unknown, path: readonly string[]): number {
  const found = at(value, path);
  if (typeof found !== 'number') throw new DrillError('COMMAND_FAILED', `Building the site: WordPress gave no ${path.join('.')}.`);
  return found;
}
function textAt(value: unknown, path: readonly string[]): string {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
}
