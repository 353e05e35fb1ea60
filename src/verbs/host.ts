import type { Command } from 'commander';
import type { Verbs } from './verbs.ts';

/** Verbs about this host: artifacts, engine, leftovers. */
export function hostVerbs(root: Command, { act, io, ports }: Verbs): void {
  const artifacts = root.command('artifacts').description('the cache of WordPress core, plugins and tools on this host');
  artifacts
    .command('add')
    .argument('<name>', 'its slug, such as woocommerce; wordpress is WordPress core')
    .argument('<path>', 'folder, zip or tar')
    .option('--version <version>', 'its version, where its own headers do not say it')
    .option('--json', 'print JSON instead of text')
    .description('put a plugin or a release of WordPress core into the cache')
    .action((name: string, path: string, flags) => act(async () => (await import('../commands/artifacts.ts')).artifactsAdd(name, path, flags, io, ports)));
  artifacts
    .command('list')
    .option('--json', 'print JSON instead of text')
    .description('what the cache holds')
    .action((flags) => act(async () => (await import('../commands/artifacts.ts')).artifactsList(flags, io, ports)));
  artifacts
    .command('verify')
    .option('--json', 'print JSON instead of text')
    .description('is everything in the cache what it was when it was added')
    .action((flags) => act(async () => (await import('../commands/artifacts.ts')).artifactsVerify(flags, io, ports)));
  root
    .command('setup')
    .option('--no-install', 'install nothing; say what to type instead')
    .option('--yes', 'do not ask')
    .description('install and start what a drill needs on this host')
    .action((flags) => act(async () => (await import('../commands/setup.ts')).setup(flags, io, ports)));
  root
    .command('doctor')
    .option('--json', 'print JSON instead of text')
    .description('what this host has, what is missing, and the command that mends it')
    .action((flags) => act(async () => (await import('../commands/doctor.ts')).doctor(flags, io, ports)));
  root
    .command('sweep')
    .option('--all', 'also what --keep-stack kept, and cached mirrors')
    .option('--json', 'print JSON instead of text')
    .description('remove what an interrupted run left in the engine')
    .action((flags) => act(async () => (await import('../commands/sweep.ts')).sweep(flags, io, ports)));
}
