import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { firstSite, type FirstSite } from '../production/first-site.ts';
import { factOptions, optionFacts, type OptionFacts } from '../production/read-software.ts';
import { readOptions } from '../production/read-options.ts';
import { readOrderKeys } from '../production/read-order-keys.ts';
import { orderEditors } from '../production/order-editors.ts';
import { PluginCodes, readPluginFolders } from '../production/plugin-code.ts';
import { readSiteFiles } from '../production/site-files.ts';
import { checkFiles } from '../definition/check-files.ts';

import { count, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { mustNotBeHosted } from './production/hold-phi.ts';
import { openDatabaseOf, type ConnectionFlags } from './production-connection.ts';
import { readBackup, type BackupFlags } from './read-backup.ts';

export interface InitFlags extends ConnectionFlags, BackupFlags {
  readonly backup?: string;
  readonly out?: string;
  readonly wpRoot?: string;
}

type Found = Pick<FirstSite, 'from' | 'facts' | 'readers' | 'orderKeys' | 'code' | 'server' | 'keys'>;

/**
 * `muster init`: writes a first site folder from a backup set or a live database. What could not be known stands as TODO,
 * which `muster validate` refuses. Never overwrites a file.
 * @throws {DrillError} PHI_REFUSED, INVALID_FLAG, WRITE_FAILED, and what reading a backup or production throws.
 */
export async function init(flags: InitFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  mustNotBeHosted(ports.env);
  const folder = await siteFolder(flags, io);
  const found = await look(flags, io, ports);
  refuseOthers(found.facts);
  const drills = dirname(dirname(folder));
  const files = firstSite({ ...found, id: basename(folder), today: ports.clock.now().slice(0, 10), up: relative(folder, drills) });
  for (const [path, text] of files) await write(join(folder, path), text);
  await shippedFiles(drills, basename(folder), ports.home);
  for (const path of files.keys()) io.out(join(relative(io.cwd, folder) || '.', path));
  tell(folder, flags, io, ports);
  return exitCodes.pass;
}

async function look(flags: InitFlags, io: Io, ports: CommandPorts): Promise<Found> {
  const files = flags.wpRoot === undefined ? null : await readSiteFiles({ root: resolve(io.cwd, flags.wpRoot), digest: null, signal: io.signal });
  const root: CodeSource | null = flags.wpRoot === undefined ? null : (codes) => readPluginFolders(resolve(io.cwd, flags.wpRoot ?? ''), codes, io.signal);
  const withCore = (facts: OptionFacts): OptionFacts => ({ ...facts, wordpress: files?.wordpress ?? facts.wordpress });
  if ((flags.backup === undefined) === (flags.url === undefined)) throw new DrillError('INVALID_FLAG', 'init needs one of --backup and --url', { hint: usage });
  if (flags.backup !== undefined) {
    const { title, facts, roles, orderKeys, opensWith, codesOf } = await readBackup(flags.backup, flags, io);
    const code = await codeOf(facts, root ?? codesOf, io);
    return { from: `a backup set (${title})`, facts: withCore(facts), readers: orderEditors(roles), orderKeys, code, server: null, keys: opensWith };
  }
  await using production = await openDatabaseOf(flags.url ?? '', flags, io, ports);
  const { database, tables } = production;
  const roles = `${database.prefix}user_roles`;
  const options = await readOptions(database, [...factOptions, roles]);
  const own = tables.filter((table) => table.name.startsWith(database.prefix)).map((table) => table.name.slice(database.prefix.length));
  const facts = optionFacts(options, database.prefix, own);
  return {
    from: 'the live database',
    facts: withCore(facts),
    readers: orderEditors(options.get(roles)),
    orderKeys: await readOrderKeys(database, facts),
    code: await codeOf(facts, root, io),
    server: production.version,
    keys: ['backup-identity'],
  };
}

type CodeSource = (codes: PluginCodes) => Promise<void>;

/** What the plugins' own files say; of a database alone, nothing. */
async function codeOf({ plugins }: OptionFacts, source: CodeSource | null, io: Io): Promise<Found['code']> {
  const codes = new PluginCodes(plugins.map(({ slug }) => slug));
  if (source === null) return codes.found();
  io.err("Looking into the plugins' code for what each needs …");
  await source(codes);
  return codes.found();
}

const usage = 'muster init --backup DIR --out sites/my-shop, or --url mysql://USER@HOST/DATABASE in the place of --backup';

/** `…/sites/NAME`: the folder above `sites` is the drills folder, where drills and shared maps lie. */
async function siteFolder({ out }: InitFlags, io: Io): Promise<string> {
  const folder = resolve(io.cwd, out ?? '');
  if (out === undefined || basename(dirname(folder)) !== 'sites' || !/^[a-z0-9]+(-[a-z0-9]+)*$/u.test(basename(folder)))
    throw new DrillError('INVALID_FLAG', 'init needs --out …/sites/NAME, NAME in small letters, digits and hyphens', { hint: usage });
  if ((await readdir(folder).catch(() => [])).length > 0)
    throw new DrillError('INVALID_FLAG', `${out} holds files already; nothing is overwritten`, { hint: 'Name another folder.' });
  return folder;
}

function refuseOthers(facts: OptionFacts): void {
  if (facts.site.multisite)
    throw new DrillError('INVALID_FLAG', 'This is a multisite network, which Muster does not drill yet.', {
      hint: 'Write the site folder of its shop by hand: docs/writing-a-drill.md.',
    });
  if (facts.woocommerce === null && facts.site.orderStorage === null)
    throw new DrillError('INVALID_FLAG', 'There is no WooCommerce in it: Muster drills shops.', {
      hint: 'Is it the right database, or the right prefix (--prefix)?',
    });
}

/** A drill and the maps that the site includes, where the drills folder does not have them yet. */
async function shippedFiles(drills: string, site: string, home: string): Promise<void> {
  const shipped = join(home, 'drills');
  await cp(join(shipped, 'phi-maps'), join(drills, 'phi-maps'), { recursive: true, force: false, errorOnExist: false });
  const drill = await readFile(join(shipped, 'database-loss.yaml'), 'utf8');
  const own = drill
    .replace(/^# yaml-language-server.*\n/u, '')
    .replace(/^site: .*$/mu, `site: sites/${site}`)
    .replace(/^risks: .*\n/mu, '')
    .replace(/^ {2}- phi-encryption$/mu, '  - phi-encryption                  # where a plugin encrypts fields, or MariaDB tablespaces; else take it out');
  await write(join(drills, 'database-loss.yaml'), own, 'kept');
}

async function write(path: string, text: string, existing: 'refused' | 'kept' = 'refused'): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    if (existing === 'kept' && cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return;
    throw new DrillError('WRITE_FAILED', `${path}: could not be written`, { cause });
  }
}

function tell(folder: string, { backup, url }: InitFlags, io: Io, ports: CommandPorts): void {
  const shown = relative(io.cwd, folder) || '.';
  const open = checkFiles([folder], readingOptions(io, ports)).diagnostics;
  const drill = relative(io.cwd, join(folder, '../../database-loss.yaml'));
  io.err(`${count(open.length, 'decision')} left to you; this lists them with file and line, and then checks the drill:`);
  io.err(`  muster validate ${shown} ${drill}`);
  io.err('Then compare the PHI map with the shop, and run the first drill:');
  io.err(`  muster phi-map check --site ${shown} ${backup === undefined ? `--url ${url ?? ''}` : `--backup ${backup}`}`);
  io.err(`  muster run ${drill} --site ${shown} --backup ${backup ?? 'DIR'} --i-hold-phi`);
}
