import { ScratchFile } from '../../engine/scratch.ts';
import { comparison } from '../../model/baseline-comparison.ts';
import type { BaselineDifference } from '../../model/baseline.ts';
import { DrillError } from '../../model/errors.ts';
import type { FactOf } from '../../model/journal.ts';
import type { IntegrityDifference } from '../../model/phi-integrity.ts';
import type { SitePlan } from '../../model/plan/site.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { Database } from '../../model/ports/database.ts';
import { phiIntegrity } from '../../phi/fingerprint.ts';
import { fileKey } from '../../production/baseline-key.ts';
import { readAccess } from '../../production/read-access.ts';
import { readIds, readNewest } from '../../production/read-ids.ts';
import { readReference } from '../../production/reference-file.ts';
import { readSchema } from '../../production/schema.ts';
import type { GivenBaseline } from './given-baseline.ts';

export interface CompareRequest {
  readonly given: GivenBaseline;
  readonly site: Pick<SitePlan, 'phiMap'>;
  /** Of the mirror: restored, and not run yet. */
  readonly database: Database;
  /** Newest order inside the restored data. */
  readonly newestInBackup: string;
  readonly clock: Clock;
}

/**
 * The restored data against production's baseline, as a fact for the journal: counts and names of tables, no key, no
 * value. A baseline that does not fit (other columns, another map) is a fact too: the drill itself goes on.
 * @throws {DrillError} what the database port throws.
 */
export async function compareWithBaseline(request: CompareRequest): Promise<FactOf<'baseline-compared'> | FactOf<'baseline-refused'>> {
  const { given, site, newestInBackup, clock } = request;
  const began = clock.monotonicMs();
  const held = new Set(given.baseline.integrity.tables.map(({ table }) => table));
  const mapped = site.phiMap.tables.filter((table) => table.class === 'identical').map(({ table }) => table);
  try {
    const rows = await differenceOf(request, held);
    const others = await otherDifferences(request);
    const ofRoles = others.filter(({ subject }) => subject === 'role');
    return {
      type: 'baseline-compared',
      takenAt: given.baseline.takenAt,
      newestInBackup,
      lost: rows.lost,
      altered: rows.altered,
      added: rows.added,
      exact: rows.exact,
      withinRows: rows.withinRows,
      tables: differing(rows),
      absent: mapped.filter((table) => !held.has(table)),
      roles: ofRoles.length,
      other: Object.fromEntries(
        [...Map.groupBy(others, ({ subject }) => subject)].flatMap(([subject, ones]) => (subject === 'role' ? [] : [[subject, ones.length]])),
      ),
      tookMs: Math.round(clock.monotonicMs() - began),
    };
  } catch (error) {
    if (error instanceof DrillError && error.code === 'BASELINE_MISMATCH') return { type: 'baseline-refused', why: error.message };
    throw error;
  }
}

async function differenceOf({ given, site, database, clock }: CompareRequest, held: ReadonlySet<string>): Promise<IntegrityDifference> {
  const { path, baseline, key } = given;
  await using scratch = new ScratchFile();
  const map = { ...site.phiMap, tables: site.phiMap.tables.filter(({ table }) => held.has(table)) };
  const phi = phiIntegrity({ database, map, key: fileKey(key, baseline.key.salt), clock, scratch, run: null });
  return await phi.compare(await phi.adopt(readReference(path, baseline)));
}

/** Roles, who holds them, counters and newest records; files and servers are compared when they are in place. */
async function otherDifferences({ given: { baseline, key }, site, database }: CompareRequest): Promise<readonly BaselineDifference[]> {
  const tables = await readSchema(database);
  return comparison(baseline, {
    ...baseline,
    access: await readAccess(database, fileKey(key, baseline.key.salt)),
    ids: await readIds(database, tables),
    newest: await readNewest(database, tables, site.phiMap),
  });
}

function differing({ tables }: IntegrityDifference): FactOf<'baseline-compared'>['tables'] {
  const counts = Object.entries(tables).map(([table, { lost, altered, added }]) => [table, { lost, altered, added }] as const);
  return Object.fromEntries(counts.filter(([, { lost, altered, added }]) => lost + altered + added > 0));
}
