import type { Command } from 'commander';
import type { Verbs } from './verbs.ts';

/** Verbs of whoever seals evidence, and of whoever certifies it. */
export function sealVerbs(root: Command, { act, io, ports }: Verbs): void {
  root
    .command('seal')
    .argument('<dir>', "a run's folder")
    .option('--seal-key <key>', 'a PEM file, `agent` or `agent:KEY-ID`; without one the seal is unsigned')
    .description('seal a run that has no seal; a seal never changes')
    .action((dir: string, flags) => act(async () => (await import('../commands/seal.ts')).sealAfterwards(dir, flags, io, ports)));
  root
    .command('certify')
    .argument('<dir>', "a run's folder")
    .requiredOption('--role <role>', 'a role of people.yaml; security-official certifies, others sign beside')
    .requiredOption('--result <result>', 'accept or reject')
    .requiredOption('--key <key>', 'a PEM file, `agent` or `agent:KEY-ID`')
    .option('--name <name>', "the role's deputy; else its holder")
    .option('--comment <text>', 'what was reviewed', '')
    .option('--accept-corrective-actions', 'accept the corrective actions for the findings, which is a statement apart')
    .option('--json', 'print JSON instead of text')
    .description('certify a sealed run, signed, beside its seal')
    .action((dir: string, flags) => act(async () => (await import('../commands/certify.ts')).certify(dir, flags, io, ports)));
  root
    .command('ledger')
    .option('--out <dir>', 'folder of all reports', 'reports')
    .option('--anchors <file>', "a second custodian's anchors: each must stand in the ledger")
    .option('--raw', 'the file as it is')
    .option('--json', 'print JSON instead of text')
    .description('every run that was ever started, and how it ended')
    .action((flags) => act(async () => (await import('../commands/ledger.ts')).ledger(flags, io, ports)));
  root
    .command('anchor')
    .requiredOption('--to <file>', "a second custodian's file, which is added to")
    .option('--timestamp <url>', 'a time stamping authority (RFC 3161) that stamps the head')
    .option('--out <dir>', 'folder of all reports', 'reports')
    .description("give the ledger's head to a second custodian")
    .action((flags) => act(async () => (await import('../commands/ledger.ts')).anchor(flags, io, ports)));
  root
    .command('keygen')
    .argument('<file>', 'the new private key; the public one is FILE.pub')
    .description('make an Ed25519 key pair for seals, attestations and certifications')
    .action((file: string) => act(async () => (await import('../commands/keygen.ts')).keygen(file, io)));
}
