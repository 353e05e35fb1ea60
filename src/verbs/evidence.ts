import { Option, type Command } from 'commander';
import { oscalVersions } from '../reporters/oscal/version.ts';
import type { Verbs } from './verbs.ts';

/** Verbs that read a run's evidence and add to it. */
export function evidenceVerbs(root: Command, { act, io, ports }: Verbs): void {
  root
    .command('report')
    .argument('<dir>', "a run's folder")
    .option('--json', 'print result.json')
    .option('--to <dir>', 'write them elsewhere, with certification and corrective actions; what is sealed is never written')
    .option('--corrective <file>', 'with --to: the register of corrective actions; else corrective.ndjson of the reports around the run')
    .addOption(new Option('--oscal-version <version>', `with --to: the version of OSCAL that is written; else ${oscalVersions[0]}`).choices(oscalVersions))
    .option('--format <kinds>', 'only these, with commas: json, html, summary, junit, intoto, oscal-ap, oscal-ar, oscal-poam, pdf, packets')
    .description("render a run's reports again, from its journal alone")
    .action((dir: string, flags) => act(async () => (await import('../commands/report.ts')).report(dir, flags, io, ports)));
  root
    .command('verify')
    .argument('<dir|zip>', "a run's folder, or a ZIP of it")
    .option('--key <file>', "the sealer's public key: the seal must be signed with it")
    .option('--ledger <file>', 'the ledger that the run must stand in; else ledger.ndjson of the reports around it')
    .option('--tsa-ca <file>', "the time stamping authority's certificates (PEM)")
    .option('--json', 'print JSON instead of text')
    .description('check a run offline: seal, every file, journal, attestations, certification')
    .action((dir: string, flags) => act(async () => (await import('../commands/verify.ts')).verify(dir, flags, io, ports)));
  root
    .command('attest')
    .argument('<dir>', "a run's folder")
    .requiredOption('--step <id>', "the step's id, as the report and `muster plan` name it")
    .requiredOption('--by <role>', 'the role of people.yaml that did it')
    .requiredOption('--name <name>', 'the person in that role')
    .requiredOption('--key <key>', 'a PEM file, `agent` or `agent:KEY-ID`')
    .option('--result <result>', 'done or failed', 'done')
    .option('--comment <text>', 'what was done', '')
    .description('attest a manual step of a finished run')
    .action((dir: string, flags) => act(async () => (await import('../commands/attest.ts')).attest(dir, flags, io, ports)));
}
