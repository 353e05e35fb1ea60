import { inspectSet } from '../../backups/inspect.ts';
import type { BackupKeys, BackupSource } from '../../model/backup-source.ts';
import { DrillError } from '../../model/errors.ts';
import type { DrillPlan } from '../../model/plan/drill.ts';
import type { Clock } from '../../model/ports/clock.ts';
import { backupSiteOf } from '../backup-site.ts';

export interface WholeRequest {
  readonly keys: BackupKeys;
  readonly plan: DrillPlan;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Reads a set to its end before anything is made of it: what is cut or damaged is refused at once. Returns what its rules
 * could not look at, a sentence each.
 * @throws {DrillError} BACKUP_DAMAGED
 */
export async function mustBeWhole({ keys, clock, plan, signal }: WholeRequest, source: BackupSource): Promise<readonly string[]> {
  const site = backupSiteOf(plan.site);
  const { rules } = await inspectSet(source, keys, { asOf: clock.now(), deep: false, site, baseline: null }, signal);
  const complete = rules.filter(({ group }) => group === 'complete');
  const broken = complete.find(({ reading }) => reading === 'broken');
  if (broken === undefined) {
    const open = complete.filter(({ reading }) => reading !== 'holds');
    return open.map(({ title, text }) => `Of the backup set, “${title}”: ${text}.`);
  }
  const first = broken.findings.length === 0 ? '' : ` (${broken.findings.slice(0, 5).join('; ')})`;
  throw new DrillError('BACKUP_DAMAGED', `The backup is not whole: ${broken.text}${first}`, { hint: 'See all of it with `muster backup verify`.' });
}
