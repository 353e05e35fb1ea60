import type { PhiMapPlan } from '../model/plan/phi-map.ts';

/** Tables and columns (`table`, `table.column`) that a PHI map names and the database does not have, without those that a feature makes. Pure. */
export function absentFrom(
  tables: readonly { readonly name: string; readonly columns: readonly { readonly name: string }[] }[],
  prefix: string,
  map: Pick<PhiMapPlan, 'tables'>,
): readonly string[] {
  return map.tables.flatMap(({ table, columns, optional }) => {
    const found = tables.find((one) => one.name === prefix + table);
    if (found === undefined) return optional === true ? [] : [table];
    return columns.filter((column) => !found.columns.some((one) => one.name === column)).map((column) => `${table}.${column}`);
  });
}
