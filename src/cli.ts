import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { catalog } from './catalog.ts';
import type { CommandPorts, Io } from './commands/io.ts';
import { terminalText } from './commands/terminal-text.ts';
import { systemClock } from './engine/clock.ts';
import { DrillError, exitCodes, exitMeanings, isAbort, type ExitCode } from './model/errors.ts';

const home = join(import.meta.dirname, '..');
const stopping = new AbortController();
const io: Io = {
  out: (text) => void process.stdout.write(`${terminalText(text)}\n`),
  err: (text) => void process.stderr.write(`${terminalText(text)}\n`),
  cwd: process.cwd(),
  signal: stopping.signal,
};
const ports: CommandPorts = {
  catalog,
  home,
  clock: systemClock(),
  env: process.env,
  tool: toolFacts(),
  terminal: process.stderr.isTTY,
  peakMemoryMib: () => Math.round(process.resourceUsage().maxRSS / 1024),
};

/** What a command's function gives; `commander` itself knows no exit codes. */
type Action = () => Promise<ExitCode>;

/** The command line, one block per verb; each verb's code is loaded when it is called. */
function program(act: (action: Action) => Promise<void>): Command {
  const root = new Command('muster')
    .description('Disaster-recovery drills for WordPress/WooCommerce shops that hold protected health information')
    .version(`muster ${ports.tool.version}`, '-V, --version')
    .exitOverride()
    .configureOutput({ writeErr: (text) => void process.stderr.write(terminalText(text)) })
    .showHelpAfterError('(see muster --help)')
    .addHelpText('after', `\nExit codes:\n${exitCodeLines()}`);
  drillCommands(root, act);
  evidenceCommands(root, act);
  hostCommands(root, act);
  return root;
}

function drillCommands(root: Command, act: (action: Action) => Promise<void>): void {
  const planFlags = (command: Command): Command =>
    command
      .option('--site <dir>', "another shop's site folder")
      .addOption(new Option('--commerce <which>', 'real WooCommerce from the artifact cache, or the stand-in').choices(['auto', 'woocommerce', 'order-desk']))
      .option('--set <key=value>', 'another objective or amount of data, e.g. objectives.rto=PT10M or data.orders=500; may be given again', collected, [])
      .option('--no-prove', 'do not sabotage the restored mirror (the run is then inconclusive at best)');
  const runFlags = (command: Command): Command =>
    planFlags(command)
      .option('--out <dir>', 'folder of all reports', 'reports')
      .option('--keep-stack', 'leave the mirror up for a look; `muster sweep --all` removes it')
      .option('--json', 'print result.json instead of the summary');
  runFlags(root.command('run').argument('<drill...>').description('run drills on a mirror of the shop')).action((drills: string[], flags) =>
    act(async () => (await import('./commands/run.ts')).run(drills, flags, io, ports)),
  );
  runFlags(root.command('demo').description('set up what is missing and run the first drill (what `npm start` does)'))
    .option('--no-install', 'install nothing; say what to type instead')
    .action((flags) => act(async () => (await import('./commands/demo.ts')).demo(flags, io, ports)));
  planFlags(root.command('plan').argument('<drill>').description('show what a run would do, without Docker'))
    .option('--json')
    .action((drill: string, flags) => act(async () => (await import('./commands/plan.ts')).plan(drill, flags, io, ports)));
  root
    .command('validate')
    .argument('<file...>')
    .option('--json')
    .description('check drills, sites, runbooks; all errors of all files at once')
    .action((files: string[], flags) => act(async () => (await import('./commands/validate.ts')).validate(files, flags, io, ports)));
  root
    .command('list')
    .argument('[dir]', 'folder of drills', 'drills')
    .option('--json')
    .option('--matrix', 'as a GitHub Actions matrix')
    .description('list the drills of a folder')
    .action((dir: string, flags) => act(async () => (await import('./commands/list.ts')).list(dir, flags, io, ports)));
  root
    .command('lock')
    .argument('[site]', 'site folder', 'drills/sites/clinic-shop')
    .option('--json')
    .description("write the site's stack.lock.yaml: versions, digests, plugin headers")
    .action((site: string, flags) => act(async () => (await import('./commands/lock.ts')).lock(site, flags, io, ports)));
}

function evidenceCommands(root: Command, act: (action: Action) => Promise<void>): void {
  root
    .command('report')
    .argument('<dir>')
    .option('--json', 'print result.json')
    .description("render a run's reports again, from its journal alone")
    .action((dir: string, flags) => act(async () => (await import('./commands/report.ts')).report(dir, flags, io, ports)));
  root
    .command('verify')
    .argument('<dir>')
    .option('--json')
    .description("check a run's journal, seal and attestations")
    .action((dir: string, flags) => act(async () => (await import('./commands/verify.ts')).verify(dir, flags, io, ports)));
  root
    .command('attest')
    .argument('<dir>')
    .requiredOption('--step <id>')
    .requiredOption('--by <role>')
    .requiredOption('--name <name>')
    .requiredOption('--key <file>')
    .option('--result <result>', 'done or failed', 'done')
    .option('--comment <text>', 'what was done', '')
    .description('attest a manual step of a finished run')
    .action((dir: string, flags) => act(async () => (await import('./commands/attest.ts')).attest(dir, flags, io, ports)));
  root
    .command('keygen')
    .argument('<file>')
    .description('make an Ed25519 key pair for attestations')
    .action((file: string) => act(async () => (await import('./commands/keygen.ts')).keygen(file, io)));
}

function hostCommands(root: Command, act: (action: Action) => Promise<void>): void {
  const artifacts = root.command('artifacts').description('the cache of WordPress core, plugins and tools on this host');
  artifacts
    .command('add')
    .argument('<name>')
    .argument('<path>', 'folder, zip or tar')
    .option('--version <version>')
    .option('--json')
    .action((name: string, path: string, flags) => act(async () => (await import('./commands/artifacts.ts')).artifactsAdd(name, path, flags, io, ports)));
  artifacts
    .command('list')
    .option('--json')
    .action((flags) => act(async () => (await import('./commands/artifacts.ts')).artifactsList(flags, io, ports)));
  artifacts
    .command('verify')
    .option('--json')
    .action((flags) => act(async () => (await import('./commands/artifacts.ts')).artifactsVerify(flags, io, ports)));
  root
    .command('setup')
    .option('--no-install', 'install nothing; say what to type instead')
    .option('--yes', 'do not ask')
    .description('install and start what a drill needs on this host')
    .action((flags) => act(async () => (await import('./commands/setup.ts')).setup(flags, io, ports)));
  root
    .command('doctor')
    .option('--json')
    .description('what this host has, what is missing, and the command that mends it')
    .action((flags) => act(async () => (await import('./commands/doctor.ts')).doctor(flags, io, ports)));
  root
    .command('sweep')
    .option('--all', 'also what --keep-stack kept, and cached mirrors')
    .option('--json')
    .description('remove what an interrupted run left in the engine')
    .action((flags) => act(async () => (await import('./commands/sweep.ts')).sweep(flags, io, ports)));
}

const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** The only place that catches everything. */
async function main(): Promise<ExitCode> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort(signal));
  let code: ExitCode = exitCodes.pass;
  try {
    await program(async (action) => {
      code = await action();
    }).parseAsync(process.argv);
    return code;
  } catch (error) {
    return told(error);
  }
}

function told(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.pass : exitCodes.invalid;
  if (stopping.signal.aborted && isAbort(error)) return exitCodes.interrupted;
  const known =
    error instanceof DrillError
      ? error
      : new DrillError('BUG', `Muster itself failed: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}.`, { cause: error });
  io.err(`muster: ${known.message.replaceAll('\n', '\n  ')}`);
  if (known.hint !== '') io.err(`  ${known.hint}`);
  if (process.env['MUSTER_DEBUG'] !== undefined && known.stack !== undefined) io.err(known.stack);
  return known.exitCode;
}

function exitCodeLines(): string {
  return Object.entries(exitCodes)
    .map(([name, code]) => `  ${String(code).padStart(3)}  ${exitMeanings[name as keyof typeof exitCodes]}`)
    .join('\n');
}

function toolFacts(): { readonly version: string; readonly commit: string } {
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { readonly version: string };
  try {
    const commit = execFileSync('git', ['-C', home, 'rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return { version: manifest.version, commit };
  } catch {
    return { version: manifest.version, commit: '' };
  }
}

process.exitCode = await main();
