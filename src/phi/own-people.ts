import { likeOf } from '../model/like-pattern.ts';
import type { Fingerprint, IntegrityDifference, PhiIntegrity } from '../model/phi-integrity.ts';
import type { PhiMapPlan } from '../model/plan/phi-map.ts';
import type { Database } from '../model/ports/database.ts';

export interface OwnPeople {
  readonly database: Database;
  readonly map: PhiMapPlan;
  /** Users that the drill made for itself, after the reference was taken. */
  readonly users: readonly number[];
  /** What was restored, before the shop first ran. */
  readonly reference: Fingerprint;
}

/**
 * The same integrity, against what was restored before the shop first ran, whatever the moment it is asked at; rows of
 * the drill's own accounts are not counted as added.
 */
export function besideOwnPeople(phi: PhiIntegrity, { database, map, users, reference }: OwnPeople): PhiIntegrity {
  return {
    take: (like) => phi.take(like),
    remember: async () => reference,
    async compare(against, now) {
      const found = await phi.compare(against, now);
      let left = found;
      for (const table of map.tables.filter((one) => one.class === 'identical' && one.record?.of === 'user')) {
        // Nothing was added there, or this shop has no such table.
        if ((left.tables[table.table]?.added ?? 0) === 0) continue;
        const where = `\`${table.record?.column ?? ''}\` IN (${users.map(() => '?').join(',')})`;
        const keys = table.exceptKeys.map(() => ' AND meta_key NOT LIKE ?').join('');
        const [row] = await database.query(`SELECT COUNT(*) AS n FROM \`${database.prefix}${table.table}\` WHERE ${where}${keys}`, [
          ...users,
          ...table.exceptKeys.map(likeOf),
        ]);
        left = without(left, table.table, Number(row?.['n'] ?? 0));
      }
      return left;
    },
  };
}

function without(difference: IntegrityDifference, table: string, own: number): IntegrityDifference {
  const was = difference.tables[table];
  if (was === undefined) return difference;
  const less = Math.min(own, was.added);
  return { ...difference, added: difference.added - less, tables: { ...difference.tables, [table]: { ...was, added: was.added - less } } };
}
