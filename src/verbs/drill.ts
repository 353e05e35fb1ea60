import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Verbs } from './verbs.ts';

/** Verbs that read, plan and run drills. */
export function drillVerbs(root: Command, { act, io, ports }: Verbs): void {
  const planFlags = (command: Command): Command =>
    command
      .option('--site <dir>', "another shop's site folder")
      .addOption(new Option('--commerce <which>', 'real WooCommerce from the artifact cache, or the stand-in').choices(['auto', 'woocommerce', 'order-desk']))
      .option('--set <key=value>', 'another objective or amount of data, e.g. objectives.rto=PT10M or data.orders=500; may be given again', collected, [])
      .option('--no-prove', 'do not sabotage the restored mirror (the run is then inconclusive at best)');
  const runFlags = (command: Command): Command =>
    sealFlags(planFlags(command))
      .option('--out <dir>', 'folder of all reports', 'reports')
      .option('--keep-stack', 'leave the mirror up for a look; `muster sweep --all` removes it')
      .option('--json', 'print result.json instead of the summary; of several drills a line each, as they end');
  const backupFlags = (command: Command): Command =>
    command
      .option('--backup <where>', "make the mirror from the shop's own backup: a folder, rclone:REMOTE:PATH or restic:REPOSITORY")
      .option('--i-hold-phi', 'this machine may hold the real PHI of that backup')
      .option('--unpacked-limit <size>', 'what a file of that backup may unpack to, e.g. 500G (default: 2G, or 50 times the set)')
      .option('--as-of <instant>', 'count the loss of records from this instant instead of the start of the run')
      .option('--baseline <file>', 'compare the restored data with what `muster baseline` read on production')
      .option('--baseline-key <file>', 'the key which that baseline was made with')
      .option('--withhold-to <age1…>', 'who may read evidence that had to be withheld; may be given again', collected, []);
  manyFlags(
    backupFlags(
      runFlags(
        root
          .command('run')
          .argument('<drill...>', 'files, or names such as database-loss: of drills/ here, else of those that come with Muster')
          .description('run drills on a mirror of the shop'),
      ),
    ),
  ).action((drills: string[], flags) => act(async () => (await import('../commands/run.ts')).run(drills, flags, io, ports)));
  runFlags(root.command('demo').description('set up what is missing and run the first drill (what `npm start` does)'))
    .option('--no-install', 'install nothing; say what to type instead')
    .action((flags) => act(async () => (await import('../commands/demo.ts')).demo(flags, io, ports)));
  planFlags(root.command('plan').argument('<drill>', 'a file, or a name such as database-loss').description('show what a run would do, without Docker'))
    .option('--json', 'print JSON instead of text')
    .action((drill: string, flags) => act(async () => (await import('../commands/plan.ts')).plan(drill, flags, io, ports)));
  root
    .command('validate')
    .argument('<file...>', 'drills, site folders, runbooks, or folders of them')
    .option('--json', 'print JSON instead of text')
    .description('check drills, sites, runbooks; all errors of all files at once')
    .action((files: string[], flags) => act(async () => (await import('../commands/validate.ts')).validate(files, flags, io, ports)));
  root
    .command('list')
    .argument('[dir]', 'folder of drills', 'drills')
    .option('--json', 'print JSON instead of text')
    .option('--matrix', 'as a GitHub Actions matrix')
    .option('--only <id...>', 'only these drills')
    .option('--site <dir>', 'as they would be run on this site; without those that cannot happen to it')
    .description('list the drills of a folder')
    .action((dir: string, flags) => act(async () => (await import('../commands/list.ts')).list(dir, flags, io, ports)));
  siteVerbs(root, { act, io, ports });
}

/** Verbs about one site's software. */
function siteVerbs(root: Command, { act, io, ports }: Pick<Verbs, 'act' | 'io' | 'ports'>): void {
  root
    .command('plugins')
    .description("the dependency matrix of a site's plugins")
    .command('order')
    .option('--site <dir>', 'site folder', 'drills/sites/clinic-shop')
    .addOption(new Option('--format <format>', 'what is printed').choices(['table', 'markdown', 'json', 'svg']).default('table'))
    .option('--json', 'the same as --format json')
    .description('in which order the plugins must come back, and why')
    .action((flags) => act(async () => (await import('../commands/plugins-order.ts')).pluginsOrder(flags, io, ports)));
  root
    .command('lock')
    .argument('[site]', 'site folder', 'drills/sites/clinic-shop')
    .option('--json', 'print JSON instead of text')
    .description("write the site's stack.lock.yaml: versions, digests, plugin headers")
    .action((site: string, flags) => act(async () => (await import('../commands/lock.ts')).lock(site, flags, io, ports)));
}

/** Who is there, and who signs. */
function sealFlags(command: Command): Command {
  return command
    .option('--timestamp <url>', 'a time stamping authority (RFC 3161) that stamps the seal')
    .option('--anchor-to <file>', "a second custodian's file, to which the ledger's head is added")
    .option('--prepared-by <name>', 'who runs the drill, and so never certifies it (or MUSTER_PREPARED_BY)')
    .option('--participant <role=name>', 'who takes part; may be given again', collected, [])
    .option('--participants <file>', 'the same from a YAML file: participants, absent')
    .option('--absent <role>', 'a key person who is away; may be given again', collected, [])
    .option('--seal-key <key>', 'who signs the seal: a PEM file, `agent` or `agent:KEY-ID` (or MUSTER_SEAL_KEY_FILE, MUSTER_SEAL_KEY)');
}

/** How several drills run. */
function manyFlags(command: Command): Command {
  return command.option('--jobs <n>', 'how many drills run side by side, as far as the memory of the engine allows', atLeastOne, 1);
}

function atLeastOne(text: string): number {
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return jobs;
}

const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];
