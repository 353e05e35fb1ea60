import { DrillError } from '../model/errors.ts';
import type { BackupRuleOutcome } from '../model/backup-inspection.ts';
import { quotedTable } from '../model/identifier.ts';
import type { BackupSet, Backups } from '../model/ports/backups.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { saltLines } from '../model/salts.ts';
import { readVaultRing, type VaultRing } from '../model/vault-key.ts';

/** Where something that was put into a site's settings or a record's meta lies; without prefix. */
const textColumns = [
  ['options', 'option_value'],
  ['usermeta', 'meta_value'],
  ['postmeta', 'meta_value'],
] as const;

/** The keys that escrow holds for the shop's fields; null where it holds none, or no key file. */
export async function escrowRing({ mirror: { escrow } }: RunContext): Promise<VaultRing | null> {
  const file = await escrow.take('phi-key').catch(missing);
  return file === null ? null : readVaultRing(file);
}

/** Whether wp-config.php defines the salts that escrow holds, line by line. */
export async function saltsOf({ mirror }: RunContext): Promise<'same' | 'changed' | 'not-in-escrow'> {
  const held = await mirror.escrow.take('salts').catch(missing);
  if (held === null) return 'not-in-escrow';
  const { stdout } = await mirror.containers.exec('web', ['grep', '-E', saltLines, '/var/www/html/wp-config.php']);
  return linesOf(held).join('\n') === linesOf(stdout).join('\n') ? 'same' : 'changed';
}

/** What the rule `no-key-inside` says of every set. A set that cannot be read is counted apart. */
export async function keysInSets({ backups }: RunContext): Promise<{
  readonly searched: number;
  readonly withKeys: number;
  readonly unread: number;
  readonly findings: readonly string[];
}> {
  let [withKeys, unread] = [0, 0];
  const findings: string[] = [];
  for (const set of backups.sets) {
    const rule = await ruleOf(backups, set);
    if (rule === undefined || rule.reading === 'not-run' || rule.reading === 'error') unread += 1;
    if (rule?.reading !== 'broken') continue;
    withKeys += 1;
    findings.push(...rule.findings.map((finding) => `${set.name}: ${finding}`));
  }
  return { searched: backups.sets.length - unread, withKeys, unread, findings };
}

/** What was found in each set: it is read once, as a set that changed since it was taken is restored by nobody. */
const searched = new WeakMap<BackupSet, Promise<BackupRuleOutcome | undefined>>();

async function ruleOf(backups: Backups, set: BackupSet): Promise<BackupRuleOutcome | undefined> {
  const known = searched.get(set);
  if (known !== undefined) return await known;
  const seen = (async () => (await backups.inspect?.(set).catch(missing))?.rules.find(({ id }) => id === 'no-key-inside'))();
  searched.set(set, seen);
  seen.catch(() => searched.delete(set));
  return await seen;
}

/** Rows of settings and meta in which an age identity, a key of the ring or a key file stands. */
export async function keysInDatabase({ mirror: { database } }: RunContext, ring: VaultRing | null): Promise<number> {
  const keys = ['AGE-SECRET-KEY-1', ...(ring?.keys ?? []).map(({ key }) => key.toString('base64'))];
  let found = 0;
  for (const [table, column] of textColumns) {
    const any = keys.map(() => `LOCATE(?, \`${column}\`) > 0`).join(' OR ');
    const [row] = await database.query(`SELECT COUNT(*) AS n FROM ${quotedTable(database, table)} WHERE ${any}`, keys);
    found += Number(row?.['n'] ?? 0);
  }
  return found;
}

function linesOf(text: Buffer): readonly string[] {
  return text
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .toSorted();
}

/** What escrow does not hold, or a set that cannot be read, is an answer. @throws everything else. */
function missing(error: unknown): null {
  if (error instanceof DrillError && ['STEP_FAILED', 'BACKUP_UNKNOWN', 'BACKUP_DAMAGED', 'BACKUP_UNREADABLE'].includes(error.code)) return null;
  throw error;
}
