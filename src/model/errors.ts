/** Exit codes of every command; one table feeds help and documentation. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  inconclusive: 2,
  invalid: 64,
  unavailable: 69,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each exit code means, in the words of the help text and the README. */
export const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  pass: 'pass, or done',
  fail: 'the drill failed: the recovery did not do what it must; of other commands: evidence was changed, a drill is due, an action is late, a check found something',
  inconclusive: 'the drill proves neither: something was not felt, not proven or not attested',
  invalid: 'an invalid definition, file or flag',
  unavailable: 'the Docker engine or an artifact is not available',
  bug: "a bug in Muster: please report it with the journal's path",
  interrupted: 'interrupted by SIGINT or SIGTERM',
};

/** Every code, with the exit code it leads to and what the operator does next. */
export const errorTable = {
  INVALID_DEFINITION: { exit: exitCodes.invalid, hint: 'Mend the lines named above, then run `muster validate` again.' },
  INVALID_FLAG: { exit: exitCodes.invalid, hint: 'See `muster --help` for the flags of each command.' },
  NOT_A_RUN: { exit: exitCodes.invalid, hint: 'Name a folder that `muster run` wrote: it holds journal.ndjson.' },
  JOURNAL_BROKEN: { exit: exitCodes.fail, hint: 'The journal was changed after it was written: take it from the evidence store again.' },
  ATTESTATION_REFUSED: { exit: exitCodes.invalid, hint: 'See `muster attest --help`.' },
  KEY_UNUSABLE: { exit: exitCodes.invalid, hint: 'Make a key pair with `muster keygen`, or name another key.' },
  SEAL_REFUSED: { exit: exitCodes.invalid, hint: 'A seal never changes: what comes later stands beside it.' },
  CERTIFICATION_REFUSED: { exit: exitCodes.invalid, hint: 'See `muster certify --help`.' },
  STORE_UNAVAILABLE: { exit: exitCodes.unavailable, hint: 'Look at `evidence:` in muster.yaml, and at what it names.' },
  LEDGER_BROKEN: { exit: exitCodes.fail, hint: 'The ledger was changed after it was written: take it from another custodian.' },
  CORRECTIVE_REFUSED: { exit: exitCodes.invalid, hint: 'See `muster corrective --help`.' },
  ENGINE_UNAVAILABLE: { exit: exitCodes.unavailable, hint: 'Run `muster doctor`: it names what is missing and the command that mends it.' },
  ENGINE_LOST: {
    exit: exitCodes.inconclusive,
    hint: 'The Docker engine went away or hangs. Look at its log, start it again, then run `muster sweep`: it removes what is left.',
  },
  HOST_FULL: {
    exit: exitCodes.inconclusive,
    hint: 'Make room where the Docker engine keeps its data (`docker info` names the folder), run `muster sweep`, then the drill again.',
  },
  IMAGE_BUILD_FAILED: { exit: exitCodes.unavailable, hint: 'Run `muster doctor`, and look at the last lines of the build above.' },
  ARTIFACT_UNAVAILABLE: { exit: exitCodes.unavailable, hint: 'Put it into the cache with `muster artifacts add NAME PATH`.' },
  ARTIFACT_CORRUPT: { exit: exitCodes.unavailable, hint: 'Remove it and add it again with `muster artifacts add NAME PATH`.' },
  MIRROR_UNHEALTHY: { exit: exitCodes.inconclusive, hint: 'The rung of the health ladder named above did not hold.' },
  MIRROR_LEAKS: {
    exit: exitCodes.inconclusive,
    hint: "The mirror could reach something outside itself: nothing was run. Look at the engine's network settings.",
  },
  COMMAND_FAILED: { exit: exitCodes.inconclusive, hint: 'A command inside the mirror failed: see the step in the report.' },
  DATABASE_ERROR: { exit: exitCodes.inconclusive, hint: 'The database of the mirror refused a statement: see the step in the report.' },
  UNREACHABLE: { exit: exitCodes.inconclusive, hint: 'A service of the mirror did not answer.' },
  PROBE_TIMEOUT: { exit: exitCodes.inconclusive, hint: "A probe did not hold in time: see the service's log in the report." },
  STEP_FAILED: { exit: exitCodes.fail, hint: 'The documented step did not do what it says: see its line in the report.' },
  RESTORE_REFUSED: { exit: exitCodes.fail, hint: 'The backup could not be restored with the keys from escrow.' },
  BACKUP_UNREADABLE: { exit: exitCodes.unavailable, hint: 'Look at the path or remote that was named, and at its permissions.' },
  BACKUP_UNKNOWN: { exit: exitCodes.invalid, hint: 'See docs/backups.md for the formats that Muster reads, and what to do with the others.' },
  BACKUP_LOCKED: { exit: exitCodes.inconclusive, hint: 'Give the key from escrow: --age-identity, --gpg-key, --passphrase-file or --updraft-phrase-file.' },
  BACKUP_DAMAGED: { exit: exitCodes.fail, hint: 'Bytes are missing or changed: take the set again, or from another copy.' },
  BACKUP_TOO_LARGE: {
    exit: exitCodes.fail,
    hint: 'A set that unpacks to so much may be a bomb. If it is sound, say what it may come to: --unpacked-limit 500G.',
  },
  PRODUCTION_UNREADABLE: { exit: exitCodes.unavailable, hint: 'Check address, account and grants of the production database: it needs SELECT only.' },
  BASELINE_MISMATCH: { exit: exitCodes.inconclusive, hint: 'Make the baseline again with the same PHI map and the same key (`muster baseline`).' },
  PHI_REFUSED: { exit: exitCodes.invalid, hint: 'A run on real PHI needs --i-hold-phi, on a machine that your entity controls.' },
  SNAPSHOT_BUSY: { exit: exitCodes.unavailable, hint: 'Another run is building the same snapshot: wait for it, or run `muster sweep`.' },
  ABORTED: { exit: exitCodes.interrupted, hint: 'Nothing to mend: the run was interrupted; its evidence is on disk.' },
  PRINT_UNAVAILABLE: {
    exit: exitCodes.unavailable,
    hint: 'Install them with `npm install --include=optional`. report.html and the other files need none of it.',
  },
  WRITE_FAILED: { exit: exitCodes.unavailable, hint: 'Make room, or name a place that you may write to.' },
  FORGE_REFUSED: { exit: exitCodes.unavailable, hint: 'Does the job have the permission `issues: write`, and are issues switched on?' },
  WEBHOOK_FAILED: { exit: exitCodes.unavailable, hint: 'Look at the address, and whether this host may reach it.' },
  BUG: { exit: exitCodes.bug, hint: 'Please report this with the journal of the run.' },
} as const;

export type ErrorCode = keyof typeof errorTable;

/**
 * The only error class of Muster. `message` says what and where, on a first line an operator can act on;
 * it never holds PHI, secrets, row contents or connection strings.
 */
export class DrillError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DrillError';
    this.code = code;
    this.hint = options.hint ?? errorTable[code].hint;
  }

  get exitCode(): ExitCode {
    return errorTable[this.code].exit;
  }
}

/** True when `error` is (or was caused by) an abort of a signal. */
export function isAbort(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'AbortError') return true;
  if (error instanceof DrillError && error.code === 'ABORTED') return true;
  return error.cause !== undefined && isAbort(error.cause);
}
