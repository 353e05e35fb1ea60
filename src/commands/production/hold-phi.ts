import { DrillError } from '../../model/errors.ts';

export interface PhiFlags {
  /** Where a production backup lies; the drill then runs on real PHI. */
  readonly backup?: string;
  readonly iHoldPhi?: boolean;
}

/**
 * Lets nothing that holds real PHI be read on a machine of GitHub's. Asked before anything is read.
 * @throws {DrillError} PHI_REFUSED; a self-hosted runner is the entity's own.
 */
export function mustNotBeHosted(env: Readonly<Record<string, string | undefined>>): void {
  if (env['GITHUB_ACTIONS'] !== 'true' || env['RUNNER_ENVIRONMENT'] === 'self-hosted') return;
  throw new DrillError('PHI_REFUSED', 'Production data and backups are never opened on a GitHub-hosted runner: no business associate agreement covers it.', {
    hint: 'Run it on a self-hosted runner or on a machine of your own.',
  });
}

/**
 * Lets a run on a production backup begin only where the entity said that it may hold PHI, and never on a machine of
 * GitHub's. Asked before anything is read.
 * @throws {DrillError} PHI_REFUSED
 */
export function mustHoldPhi({ backup, iHoldPhi }: PhiFlags, env: Readonly<Record<string, string | undefined>>): void {
  if (backup === undefined) return;
  mustNotBeHosted(env);
  if (iHoldPhi === true) return;
  throw new DrillError('PHI_REFUSED', 'A production backup holds real PHI, and this run was not told that it may hold it here.', {
    hint: 'On a machine that your entity controls, say so with --i-hold-phi.',
  });
}
