import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { DrillError } from '../../model/errors.ts';
import type { SitePlan } from '../../model/plan.ts';
import type { Containers, DrillAccount, ExecOptions, WordPress } from '../../model/ports.ts';
import { wpConfig } from './wp-config.ts';

/** One plugin, unpacked on the host, as a tar stream of its folder's contents. */
export interface PluginFiles {
  readonly slug: string;
  readonly tar: () => Readable;
}

export interface BuildRequest {
  readonly containers: Containers;
  readonly wordpress: WordPress;
  readonly site: SitePlan;
  /** In activation order, the commerce plugin among them. */
  readonly plugins: readonly PluginFiles[];
  readonly commerce: string;
  readonly vaultKeyFile: Buffer;
  readonly signal: AbortSignal;
}
export interface BuiltSite {
  readonly accounts: Readonly<Record<string, DrillAccount>>;
  readonly productId: number;
  readonly versions: Readonly<Record<string, string>>;
}

const webRoot = '/var/www/html';
/** By role: who logs in during a drill, and whether REST knows them by an application password. */
const drillAccounts = [
  { role: 'administrator', application: true },
  { role: 'pharmacist', application: true },
  { role: 'nurse', application: false },
  { role: 'support', application: true },
  { role: 'customer', application: false },
] as const;

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
  const installed = await wordpress.run('install', { url: site.url, title: site.title, commerce, admin });
  for (const { slug } of request.plugins) {
    request.signal.throwIfAborted();
    await wordpress.run('activate', { plugin: slug });
  }
  const wanted = drillAccounts.map(({ role, application }) => ({
    role,
    login: role === 'administrator' ? admin.login : `drill-${role}`,
    password: role === 'administrator' ? admin.password : password(),
    email: `${role}@clinic.example`,
    application_password: application,
  }));
  const made = await wordpress.run('accounts', { accounts: wanted });
  const accounts = Object.fromEntries(wanted.map((account, index) => [account.role, accountOf(account, Array.isArray(made) ? made[index] : null)]));
  return { accounts, productId: numberAt(installed, ['products', 'CANARY-TABLET']), versions: await versionsOf(wordpress) };
}

async function placeFiles({ containers, plugins, site, vaultKeyFile }: BuildRequest): Promise<void> {
  const web = async (argv: readonly string[], options: ExecOptions = {}): Promise<void> => {
    const done = await containers.exec('web', argv, { timeoutMs: 120_000, ...options });
    if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `Building the site: ${argv[0] ?? ''} ended with exit ${done.code}.`);
  };
  await web(['cp', '-a', '/usr/src/wordpress/.', `${webRoot}/`]);
  for (const { slug, tar } of plugins) {
    const folder = `${webRoot}/wp-content/plugins/${slug}`;
    await web(['mkdir', '-p', folder]);
    await web(['tar', '-x', '--no-same-owner', '-C', folder], { stdin: tar() });
  }
  await web(['tee', `${webRoot}/wp-config.php`], { stdin: wpConfig(site) });
  await web(['chown', '-R', 'www-data:www-data', webRoot]);
  await placeVaultKey(containers, vaultKeyFile);
}

/** The shop's PHI key lies outside web root and database, readable by the web server alone. */
export async function placeVaultKey(containers: Containers, vaultKeyFile: Buffer): Promise<void> {
  const script = 'set -e; umask 337; rm -f "$1.new"; cat > "$1.new"; chown -h root:www-data "$1.new"; mv -T "$1.new" "$1"';
  const done = await containers.exec('web', ['sh', '-c', script, 'sh', '/etc/phi-vault/keys.json'], { stdin: vaultKeyFile, user: 'root' });
  if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `The PHI key could not be put in place (exit ${done.code}).`);
}

function accountOf(wanted: { readonly login: string; readonly role: string; readonly password: string }, made: unknown): DrillAccount {
  return {
    id: numberAt(made, ['id']),
    login: wanted.login,
    role: wanted.role,
    password: wanted.password,
    applicationPassword: textAt(made, ['applicationPassword']),
  };
}

async function versionsOf(wordpress: WordPress): Promise<Readonly<Record<string, string>>> {
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
