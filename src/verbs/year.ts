import { Option, type Command } from 'commander';
import { announcementFormats } from '../history/announcement.ts';
import type { Verbs } from './verbs.ts';

/** Verbs about all runs together: what is due, the plan, the quarter. */
export function yearVerbs(root: Command, verbs: Verbs): void {
  pastVerbs(root, verbs);
  documentVerbs(root, verbs);
}

function pastVerbs(root: Command, { act, io, ports }: Verbs): void {
  root
    .command('history')
    .option('--out <dir>', 'folder of all reports', 'reports')
    .option('--drill <id>', 'only this drill')
    .option('--json', 'print JSON instead of text')
    .description('every run so far, with the trend of each drill')
    .action((flags) => act(async () => (await import('../commands/history.ts')).history(flags, io, ports)));
  root
    .command('status')
    .argument('[dir]', 'folder of drills', 'drills')
    .option('--out <dir>', 'folder of all reports', 'reports')
    .option('--max-age <duration>', 'how old a run may be', 'P92D')
    .option('--site <dir>', "another shop's site folder")
    .option('--all-sites', 'every site of the folder, for an agency')
    .option('--profile <id...>', 'also look at controls of a profile, such as hipaa-nprm-2025 (proposed, not law)')
    .option('--prometheus <file>', 'write metrics for a collector, all at once')
    .option('--webhook <where>', 'post a message to the address in env:NAME or file:PATH')
    .addOption(new Option('--webhook-format <format>', 'whose message it is').choices(announcementFormats).default('json'))
    .option('--json', 'print JSON instead of text')
    .description('which drill is due, which run is stale because something has changed since, which corrective action is late')
    .action((dir: string, flags) => act(async () => (await import('../commands/status.ts')).status(dir, flags, io, ports)));
}

function documentVerbs(root: Command, { act, io, ports }: Verbs): void {
  root
    .command('binder')
    .requiredOption('--period <quarter>', 'such as 2026-Q4')
    .option('--reports <dir>', 'folder of all reports', 'reports')
    .option('--drills <dir>', 'folder of drills, for its controls', 'drills')
    .option('--site <dir>', 'only the runs of this site folder')
    .option('--out <dir>', 'folder to write to', 'binders')
    .option('--format <list>', 'md, html, pdf, separated by commas', 'html,pdf')
    .option('--retain <period>', 'how long files are kept, by your own rule, such as P6Y')
    .option('--max-age <duration>', 'how old a run may be by your policy, for the written plan', 'P92D')
    .option('--json', 'print JSON instead of text')
    .description("put a quarter's evidence together: index by citation, coverage, cadence, open actions, trends, digests, the written plan")
    .action((flags) => act(async () => (await import('../commands/binder.ts')).binder(flags, io, ports)));
  root
    .command('issues')
    .option('--reports <dir>', 'folder of all reports', 'reports')
    .option('--label <name>', 'on the issues that are opened and looked for', 'muster-drill')
    .description('inside a GitHub job: one issue for each drill that did not pass, opened or updated')
    .action((flags) => act(async () => (await import('../commands/issues.ts')).issues(flags, io, ports)));
  root
    .command('docs')
    .option('--site <dir>', 'site folder', 'drills/sites/clinic-shop')
    .option('--out <dir>', 'folder to write to', 'plan')
    .option('--format <list>', 'md, html, pdf, separated by commas', 'md,html,pdf')
    .option('--against <dir>', 'the same site in another version of its drills: what changed since')
    .option('--max-age <duration>', 'how old a run may be, by your policy', 'P92D')
    .option('--json', 'print JSON instead of text')
    .description('write the contingency plan of a site from the files that its drills are run against')
    .action((flags) => act(async () => (await import('../commands/docs.ts')).docs(flags, io, ports)));
}
