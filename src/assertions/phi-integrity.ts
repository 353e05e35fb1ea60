import { defineAssertion, noParams } from '../model/kind.ts';
import type { Fingerprint, IntegrityDifference } from '../model/phi-integrity.ts';
import { changeOneCharacter } from './one-character.ts';
import { judged } from './reading.ts';

/**
 * Every row of the PHI map's `identical` tables is what it was when the reference was taken: keyed fingerprints
 * computed inside the database, localised to rows. A value that fills its column to the last byte was cut off when it
 * was written: new ones break it, old ones are named. Says nothing of tables that the map does not name.
 */
export const phiIntegrity = defineAssertion({
  kind: 'phi-integrity',
  title: 'PHI of the backup is complete and unaltered',
  controls: ['164.312(c)(1)', '164.312(c)(2)', '164.308(a)(7)(ii)(A)'],
  requirements: ['R2', 'R15'],
  params: noParams,
  example: {},
  capture: (_params, context) => context.phi.remember(),
  async check(_params, { phi, reference }) {
    const found = await phi.compare(reference);
    const { lost, altered, added, resurrected, tables } = found;
    const { cutOffs, cutOffsInSource } = cutOffsOf(found);
    const damaged = Object.entries(tables).filter(([, table]) => table.lost + table.altered + table.added > 0 || table.cutOffs.now > table.cutOffs.before);
    return judged(lost + altered + added + resurrected + cutOffs === 0, {
      expected: `${rowsOf(reference)} mapped rows as in the reference`,
      actual: said(found, cutOffs, cutOffsInSource),
      counts: { rows: rowsOf(reference), lost, altered, added, resurrected, cutOffs, cutOffsInSource },
      evidence: damaged.length > 0 ? damaged.map(([table]) => `table ${table}`) : [`keyed fingerprint ${reference.root.slice(0, 16)}`],
    });
  },
  sabotage: (_params, { mirror: { database }, plan, reference }) => {
    const filled = new Set(reference.tables.filter((table) => table.rows > 0).map((table) => table.table));
    return changeOneCharacter(
      database,
      plan.site.phiMap.tables.filter((table) => filled.has(table.table)),
    );
  },
});

function said({ lost, altered, added, resurrected, exact, withinRows }: IntegrityDifference, cutOffs: number, inSource: number): string {
  const least = exact ? '' : 'at least ';
  return [
    `${least}${lost} lost, ${least}${altered} altered, ${least}${added} added, ${resurrected} resurrected`,
    ...(exact ? [] : [`all within ${withinRows} rows`]),
    ...(cutOffs === 0 ? [] : [`${cutOffs} values newly cut off at their column's end`]),
    ...(inSource === 0 ? [] : [`${inSource} values cut off at their column's end exist in the source`]),
  ].join('; ');
}

function cutOffsOf({ tables }: IntegrityDifference): { readonly cutOffs: number; readonly cutOffsInSource: number } {
  let [cutOffs, cutOffsInSource] = [0, 0];
  for (const { cutOffs: found } of Object.values(tables)) {
    cutOffs += Math.max(0, found.now - found.before);
    cutOffsInSource += found.before;
  }
  return { cutOffs, cutOffsInSource };
}

function rowsOf(reference: Fingerprint): number {
  return reference.tables.reduce((sum, table) => sum + table.rows, 0);
}
