import type { Command } from 'commander';
import type { Verbs } from './verbs.ts';

/** Verbs that read production, or a backup of it, for a first site folder, a baseline and the PHI map's gaps. */
export function productionVerbs(root: Command, { act, io, ports }: Verbs): void {
  const connection = (command: Command): Command =>
    command
      .option('--url <url>', 'mysql://USER@HOST[:PORT]/DATABASE; the password comes from MUSTER_DB_PASSWORD, --password-file or the terminal')
      .option('--password-file <file>', 'a file that holds the password alone')
      .option('--ssl-ca <file>', "the certificate authority of the database's server")
      .option('--no-tls', 'no TLS, although the server is on another host')
      .option('--prefix <prefix>', 'table prefix, where several sites share the database')
      .option('--wp-root <dir>', 'the folder of wp-load.php, where it lies on this host')
      .option('--max-running <n>', 'wait while more threads than this run on the server')
      .option('--rest <x>', 'rest after each statement, as a multiple of its time', '1')
      .option('--statement-timeout <seconds>', 'the server ends a longer statement', '60');
  connection(root.command('baseline').description('read production once, read-only: what a drill on a backup is compared with'))
    .option('--new-key <file>', "make the entity's key for baselines, and nothing else")
    .option('--map <file>', 'the PHI map')
    .option('--site <dir>', "the site's folder, for its phi-map.yaml")
    .option('--key <file>', 'the key that --new-key made')
    .option('--out <file>', 'where the baseline goes')
    .option('--like <file>', 'an earlier baseline: take its salt, so that the two can be compared digest by digest')
    .option('--rows', "also every row's digest: a drill then counts differing rows exactly; 30 bytes a row")
    .option('--php <version>', "production's PHP, which the database does not know")
    .option('--web-server <name/version>', "production's web server, e.g. nginx/1.26")
    .action((flags) => act(async () => (await import('../commands/baseline.ts')).baseline(flags, io, ports)));
  const phiMap = root.command('phi-map').description('where PHI lives, and where it may live unseen');
  keys(connection(phiMap.command('check').description('what the shop has and its PHI map does not speak of, most PHI-like first')))
    .option('--site <dir>', "the site's folder")
    .option('--backup <dir>', 'a backup set in the place of a live database')
    .option('--json', 'print JSON instead of text')
    .action((flags) => act(async () => (await import('../commands/phi-map-check.ts')).phiMapCheck(flags, io, ports)));
  keys(connection(root.command('init').description('write a first site folder from a backup set or a live database')))
    .option('--backup <dir>', 'a backup set')
    .requiredOption('--out <dir>', 'the new folder, …/sites/NAME')
    .action((flags) => act(async () => (await import('../commands/init.ts')).init(flags, io, ports)));
}

/** What opens a backup set: files, never the secrets themselves. */
function keys(command: Command): Command {
  return command
    .option('--unpacked-limit <size>', 'what a file of the set may unpack to, e.g. 500G (default: 2G, or 50 times the set)')
    .option('--keys <file...>', 'files that hold keys of any kind')
    .option('--age-identity <file...>', 'files of age identities')
    .option('--gpg-key <file...>', 'armored OpenPGP secret keys')
    .option('--passphrase-file <file...>', 'files whose first line is a passphrase')
    .option('--updraft-phrase-file <file>', "UpdraftPlus' encryption phrase");
}
