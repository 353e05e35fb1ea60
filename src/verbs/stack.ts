import type { Command } from 'commander';
import type { Verbs } from './verbs.ts';

/** Verbs about what a mirror is made of. */
export function stackVerbs(root: Command, { act, io, ports }: Verbs): void {
  root
    .command('stack')
    .description('what a mirror of the shop is made of')
    .command('check')
    .requiredOption('--site <dir>', 'site folder')
    .requiredOption('--baseline <file>', 'what `muster baseline` wrote on production')
    .option('--json', 'print JSON instead of text')
    .description('compare a mirror of this site with production; a difference caps what a run can prove')
    .action((flags) => act(async () => (await import('../commands/stack-check.ts')).stackCheck(flags, io, ports)));
}
