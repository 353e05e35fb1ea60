import { unpackFiles, importDatabase, type GivenSet, type Unpacked } from '../../backups/given-sets.ts';
import { DrillError } from '../../model/errors.ts';
import type { RecordFact } from '../../model/journal.ts';
import { keyPlaces } from '../../model/key-places.ts';
import { newestOrder } from '../../model/newest-order.ts';
import type { DrillPlan } from '../../model/plan/drill.ts';
import type { Fingerprint, PhiIntegrity } from '../../model/phi-integrity.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { Database } from '../../model/ports/database.ts';
import { indexValues } from '../../phi/protected-values.ts';
import type { Stack } from '../../stack/stack.ts';
import { compareWithBaseline } from './compare-baseline.ts';
import type { GivenBaseline } from './given-baseline.ts';
import { adaptationText } from './adaptation-text.ts';
import type { RestoredValues } from './restored-values.ts';

export interface FillRequest {
  readonly plan: DrillPlan;
  readonly stack: Stack;
  readonly newest: GivenSet;
  /** Out of escrow, by name. */
  readonly keys: ReadonlyMap<string, Buffer>;
  readonly phi: PhiIntegrity;
  /** Told when values of the backup come into the mirror, and when they can be searched for. */
  readonly values: RestoredValues;
  /** What production was, to compare the imported data with; null: with themselves alone. */
  readonly baseline: GivenBaseline | null;
  readonly clock: Clock;
  readonly record: RecordFact;
  readonly progress: (text: string) => void;
}

/** A mirror whose data and files are the backup's; WordPress has not run yet. */
export interface Restored {
  /** Of the imported data, before the shop first ran. */
  readonly reference: Fingerprint;
  readonly rows: number;
  readonly newestRecordAt: string;
  /** What of the web root the set brought. */
  readonly files: Unpacked;
}

/**
 * Imports the newest set into an empty mirror, fingerprints it and lists its values before any PHP file is there that
 * could run, then unpacks its files.
 * @throws {DrillError} RESTORE_REFUSED when the set does not open, or is not of the shop that the stack describes.
 */
export async function fillFromBackup(request: FillRequest): Promise<Restored> {
  const { plan, stack, newest, phi, values, baseline, clock, record, progress } = request;
  await depositKeys(request);
  values.importing();
  progress('importing the database of the backup');
  const adapted = await importDatabase(stack, newest);
  for (const text of adaptationText(adapted)) await record({ type: 'warned', text });
  await mustBeThisShop(stack.database, plan);
  const newestRecordAt = await newestRecord(stack.database, plan);
  const began = clock.monotonicMs();
  const reference = await phi.remember();
  const rows = reference.tables.reduce((sum, table) => sum + table.rows, 0);
  const tookMs = Math.round(clock.monotonicMs() - began);
  await record({ type: 'fingerprint-taken', moment: 'reference', tables: reference.tables.length, rows, root: reference.root, tookMs });
  values.listed(await indexValues(stack, plan.site.phiMap));
  if (baseline !== null) {
    progress("comparing with production's baseline");
    await record(await compareWithBaseline({ given: baseline, site: plan.site, database: stack.database, newestInBackup: newestRecordAt, clock }));
  }
  progress('unpacking the files of the backup');
  return { reference, rows, newestRecordAt, files: await unpackFiles(stack, newest) };
}

/** Into the mirror's escrow, where the runbook takes them from; and in place, as making the mirror needs them first. */
async function depositKeys({ stack: { escrow, containers }, keys }: FillRequest): Promise<void> {
  for (const [name, value] of keys) {
    const place = Object.entries(keyPlaces).find(([known]) => known === name)?.[1];
    if (place === undefined) continue;
    await escrow.put(name, value);
    if (place.service !== 'toolbox') continue;
    const done = await containers.exec('toolbox', ['sh', '-c', 'umask 077; cat > "$1"', 'sh', place.file], { stdin: value });
    if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `The key ${name} could not be put in place (exit ${done.code}).`);
  }
}

/** What opened the set for the mirror's making is taken away again: the runbook must bring it. */
export async function withdrawKeys({ containers }: Pick<Stack, 'containers'>): Promise<void> {
  const files = Object.values(keyPlaces).flatMap((place) => (place.service === 'toolbox' ? [place.file] : []));
  await containers.exec('toolbox', ['rm', '-f', ...files]);
}

async function mustBeThisShop(database: Database, { site }: DrillPlan): Promise<void> {
  const rows = await database.query('SELECT table_name AS t FROM information_schema.tables WHERE table_schema = DATABASE()');
  const tables = new Set(rows.map((row) => String(row['t'])));
  if (!tables.has(`${site.tablePrefix}options`)) {
    const prefixes = [...tables].filter((table) => table.endsWith('_options')).map((table) => table.slice(0, -'options'.length));
    const found = prefixes.length === 0 ? 'no WordPress is in it' : `its tables begin with ${prefixes.join(', ')}`;
    throw new DrillError('RESTORE_REFUSED', `The set has no table ${site.tablePrefix}options: ${found}.`, {
      hint: 'Say the table-prefix in stack.yaml as production has it.',
    });
  }
  const missing = site.phiMap.tables
    .filter((table) => table.class !== 'volatile' && table.optional !== true)
    .filter(({ table }) => !tables.has(site.tablePrefix + table));
  if (missing.length > 0)
    throw new DrillError('RESTORE_REFUSED', `The set lacks tables that the PHI map names: ${missing.map(({ table }) => table).join(', ')}.`, {
      hint: 'Back them up too; a table that this shop may not have is optional: true in phi-map.yaml.',
    });
  const options = await database.query(
    `SELECT option_name AS name, option_value AS value FROM \`${site.tablePrefix}options\` WHERE option_name IN ('siteurl', 'home')`,
  );
  const other = options.filter((row) => String(row['value']).replace(/\/$/u, '') !== site.url);
  if (options.length === 2 && other.length === 0) return;
  const named = other.map((row) => String(row['name'])).join(' and ') || 'siteurl or home';
  throw new DrillError('RESTORE_REFUSED', `The shop in the set has another address than stack.yaml (${named}): its pages would lead off the mirror.`, {
    hint: `Set url in stack.yaml to the address that production has.`,
  });
}

/** The newest order inside the restored data, RFC 3339; a file's date is never used. @throws {DrillError} RESTORE_REFUSED without any order. */
async function newestRecord(database: Database, { site }: DrillPlan): Promise<string> {
  const newest = await newestOrder(database, site);
  if (newest === null) throw new DrillError('RESTORE_REFUSED', `The set holds no order where stack.yaml says that orders lie (${site.orderStorage}).`);
  return newest;
}
