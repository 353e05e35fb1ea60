import type { Command } from 'commander';
import type { Verbs } from './verbs.ts';

/** Verbs about what has to be mended after a drill. */
export function correctiveVerbs(root: Command, { act, io, ports }: Verbs): void {
  const corrective = root.command('corrective').description('corrective actions: who mends what until when, and which drill showed it');
  const verb = (name: string): Command => corrective.command(name).option('--out <dir>', 'folder of all reports', 'reports');
  const entry = (name: string): Command => verb(name).option('--key <key>', 'sign the entry: a PEM file, `agent` or `agent:KEY-ID`');
  const commands = async () => await import('../commands/corrective.ts');
  entry('add')
    .argument('<dir>', "a run's folder")
    .requiredOption('--finding <id>', 'a finding of that run')
    .requiredOption('--owner <owner>', 'a role or a person')
    .requiredOption('--due <day>', 'until when, 2027-01-31')
    .requiredOption('--action <text>', 'what will be done')
    .option('--root-cause <text>', 'why it happened', '')
    .description('open an action for a finding; prints its id')
    .action((dir: string, flags) => act(async () => (await commands()).addAction(dir, flags, io, ports)));
  verb('list')
    .option('--json', 'print JSON instead of text')
    .description('all actions; exit 1 when one is overdue or a waiver has expired')
    .action((flags) => act(async () => (await import('../commands/corrective-list.ts')).listActions(flags, io, ports)));
  entry('note')
    .argument('<id>', 'of the action, as `corrective list` shows it')
    .requiredOption('--by <person>', 'whose word it is')
    .requiredOption('--note <text>', 'what was done, or is being done')
    .description('work on an action has begun, or went on')
    .action((id: string, flags) => act(async () => (await commands()).noteAction(id, flags, io, ports)));
  entry('waive')
    .argument('<id>', 'of the action, as `corrective list` shows it')
    .requiredOption('--by <person>', 'who accepts the risk')
    .requiredOption('--reason <text>', 'why it can be accepted')
    .requiredOption('--until <day>', 'the last day on which it is accepted')
    .description('accept the risk until a day')
    .action((id: string, flags) => act(async () => (await commands()).waiveAction(id, flags, io, ports)));
  entry('close')
    .argument('<id>', 'of the action, as `corrective list` shows it')
    .requiredOption('--by <person>', 'whose word it is')
    .requiredOption('--evidence <text>', 'what was done')
    .requiredOption('--verified-by <dir>', 'the later run that shows it')
    .option('--file <path>', 'a document that shows it; its digest is kept')
    .description('close an action that a later drill has shown to be done')
    .action((id: string, flags) => act(async () => (await import('../commands/corrective-close.ts')).closeAction(id, flags, io, ports)));
}
