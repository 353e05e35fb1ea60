import type { Command } from 'commander';
import type { Verbs } from './verbs.ts';

const levels = `
What is read:
  Every byte of every file, its layers opened, its SQL counted row by row; tars entry by entry, of zips the directory.
  --deep also unpacks every entry of a zip and compares its checksum.
  Keys are read from files. Without the key of an encrypted part its rules are not run, and the verdict is inconclusive.
  With --site, freshness, the PHI map's tables and the access log are judged; without it they are listed as not proven.
  No restore is tried: that is what a drill is for.`;

/** Verbs about backups as they lie. */
export function backupVerbs(root: Command, { act, io, ports }: Verbs): void {
  const backup = root.command('backup').description('backups as they lie, without a mirror and without Docker');
  backup
    .command('verify')
    .argument('<path>', 'folder of a set, or its one file; with --series, a folder of many sets')
    .description('is a backup set complete, fresh, encrypted, its access log unbroken')
    .option('--site <dir>', "the shop's site folder: its schedule, PHI map and access log")
    .option('--deep', 'unpack what is only listed otherwise')
    .option('--series', 'many sets: also the intervals between them')
    .option('--keys <file...>', 'age identities, OpenPGP secret keys or passphrases (first line), told apart by their content')
    .option('--age-identity <file...>', 'files of age identities')
    .option('--gpg-key <file...>', 'armored secret keys')
    .option('--passphrase-file <file...>', 'for openssl enc, gpg --symmetric, age -p, and locked OpenPGP keys')
    .option('--updraft-phrase-file <file>', "UpdraftPlus' encryption phrase")
    .option('--unpacked-limit <size>', 'what a file of the set may unpack to, e.g. 500G (default: 2G, or 50 times the set)')
    .option('--baseline <file>', 'row counts of `muster baseline`')
    .option('--as-of <instant>', 'judge freshness against this instant instead of now')
    .option('--json', 'print the inspection as JSON')
    .option('--junit <file>', 'write it as JUnit XML as well')
    .addHelpText('after', levels)
    .action((path: string, flags) => act(async () => (await import('../commands/backup-verify.ts')).backupVerify(path, flags, io, ports)));
}
