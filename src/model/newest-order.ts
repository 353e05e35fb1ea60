import type { Instant } from './json.ts';
import { orderStore } from './order-store.ts';
import type { SitePlan } from './plan/site.ts';
import type { Sql } from './ports/database.ts';

/**
 * When the newest order of a shop was placed, by what the row itself says (never a file's date); `notAfter` leaves later
 * ones out. Null where there is none. @throws {DrillError} DATABASE_ERROR, UNREACHABLE
 */
export async function newestOrder(
  database: Pick<Sql, 'query'>,
  site: Pick<SitePlan, 'orderStorage' | 'tablePrefix'>,
  notAfter?: Instant,
): Promise<Instant | null> {
  const [where, values] = notAfter === undefined ? ['', []] : [' WHERE date_created_gmt <= ?', [notAfter.slice(0, 19).replace('T', ' ')]];
  const [row] = await database.query(`SELECT MAX(date_created_gmt) AS newest FROM ${orderStore(site).orders}${where}`, values);
  const newest = row?.['newest'];
  return typeof newest === 'string' ? `${newest.replace(' ', 'T')}.000Z` : null;
}
