import { resolve } from 'node:path';
import { anchorProblems, appendAnchor } from '../evidence/anchor.ts';
import { stampFile } from '../evidence/timestamp.ts';
import { ledgerOf, type Ledger } from '../evidence/ledger.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { ledgerRuns, type LedgerRun } from '../model/ledger.ts';
import { printable } from '../model/printable.ts';
import { openStore, settingsHere } from './evidence-store.ts';
import type { CommandPorts, Io } from './io.ts';

export interface LedgerFlags {
  /** Folder of all reports, which holds the ledger unless muster.yaml names a store. */
  readonly out: string;
  readonly json?: boolean;
  /** The file as it is, for `muster verify --ledger`. */
  readonly raw?: boolean;
  /** A second custodian's file: each of its heads must stand in the ledger. */
  readonly anchors?: string;
}

/**
 * `muster ledger`: every run that was ever started, and how it ended; a start without an end says so. Exit 1 when its chain
 * is broken, or when it is not the one that was anchored.
 * @throws {DrillError} STORE_UNAVAILABLE
 */
export async function ledger(flags: LedgerFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  await using store = await openStore(settingsHere(io, ports), resolve(io.cwd, flags.out), io);
  const source = await store.readLedger();
  const read = ledgerOf(source);
  const problems = [
    ...(read.problem === null ? [] : [read.problem]),
    ...(flags.anchors === undefined ? [] : await anchorProblems(resolve(io.cwd, flags.anchors), source)),
  ];
  for (const problem of problems) io.err(printable(problem));
  if (flags.raw === true) io.out(source.replace(/\n$/u, ''));
  else if (flags.json === true)
    io.out(JSON.stringify({ schemaVersion: 1, where: store.where, head: read.head, problems, runs: ledgerRuns(read.entries) }, null, 2));
  else tell(read, io);
  return problems.length > 0 ? exitCodes.fail : exitCodes.pass;
}

function tell({ entries, head }: Ledger, io: Io): void {
  const runs = ledgerRuns(entries);
  for (const run of runs) io.out(printable(lineOf(run)));
  if (runs.length === 0) io.out('No run was ever started.');
  io.out(`Ledger: ${entries.length} entries, head ${head ?? 'none, its chain is broken'}`);
}

function lineOf({ start, end }: LedgerRun): string {
  const how =
    end === null
      ? 'NEVER ENDED (killed, or still running)'
      : `${end.verdict} (${end.grade}, ${end.state})${end.withheld ? ', withheld' : ''}, ${sealWords(end)}`;
  return `${start.at.slice(0, 16).replace('T', ' ')}  ${start.drill} on ${start.site}  ${start.runId}  ${how}`;
}

function sealWords({ manifest, keyId }: NonNullable<LedgerRun['end']>): string {
  if (manifest === null) return 'NOT SEALED';
  return keyId === null ? 'sealed unsigned' : `sealed by ${keyId}`;
}

export interface AnchorFlags {
  readonly out: string;
  readonly to: string;
  /** Address of a time stamping authority (RFC 3161). */
  readonly timestamp?: string;
}

/**
 * `muster anchor --to FILE`: gives the ledger's head to a second custodian; with `--timestamp` the head, in a file of its own,
 * is stamped too. @throws {DrillError} LEDGER_BROKEN, WRITE_FAILED, STORE_UNAVAILABLE, INVALID_FLAG when there is nothing to
 * anchor.
 */
export async function anchor(flags: AnchorFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  await using store = await openStore(settingsHere(io, ports), resolve(io.cwd, flags.out), io);
  const { entries, head, problem } = ledgerOf(await store.readLedger());
  if (head === null) throw new DrillError('LEDGER_BROKEN', `${store.where}: ${problem ?? 'the chain is broken'}.`);
  if (entries.length === 0) throw new DrillError('INVALID_FLAG', `${store.where}: there is no ledger to anchor yet.`);
  const to = resolve(io.cwd, flags.to);
  const held = { schemaVersion: 1, at: ports.clock.now(), entries: entries.length, head } as const;
  await appendAnchor(to, held);
  io.out(`Anchored ${entries.length} entries, head ${head}`);
  if (flags.timestamp === undefined) return exitCodes.pass;
  const alone = `${to}.${entries.length}`;
  await appendAnchor(alone, held);
  await stampFile(alone, `${alone}.tsr`, flags.timestamp);
  io.out(`Stamped: ${alone}.tsr`);
  return exitCodes.pass;
}
