import type { BackupSite } from '../model/backup-inspection.ts';
import { orderTable } from '../model/order-place.ts';
import type { PhiMapPlan } from '../model/plan/phi-map.ts';
import type { SitePlan } from '../model/plan/site.ts';

/** WordPress has rows here only in some shops: no map knows which, a baseline does. */
const mayBeEmpty = ['commentmeta'];

/** What decides how a set of a site must look; a definition and a plan both have it. */
type BackedUpSite = Pick<SitePlan, 'tablePrefix' | 'orderStorage' | 'backup' | 'accessLog' | 'plugins'> & { readonly phiMap: Pick<PhiMapPlan, 'tables'> };

/** What a whole set of a site holds: the tables of the PHI map, and where a shop keeps its orders. */
export function backupSiteOf(site: BackedUpSite): BackupSite {
  const orders = site.orderStorage === 'posts' ? [] : ['wc_orders', 'wc_order_addresses', 'wc_orders_meta'];
  const needed = site.phiMap.tables.filter(({ optional }) => optional !== true);
  const mapped = needed.map(({ table, class: kept }) => ({
    table,
    filled: kept === 'identical' && !mayBeEmpty.includes(table) && orderTable(site, table) === table,
  }));
  return {
    tablePrefix: site.tablePrefix,
    tables: [...mapped, ...orders.filter((table) => !mapped.some((one) => one.table === table)).map((table) => ({ table, filled: false }))],
    everySeconds: site.backup.everySeconds,
    takesSeconds: site.backup.takesSeconds,
    accessLog: site.accessLog.kind,
    ...(site.accessLog.table === null ? {} : { logTable: { table: site.accessLog.table.table, id: site.accessLog.table.id } }),
    plugins: site.plugins.filter(({ sources }) => sources.every(({ kind }) => kind !== 'commerce')).map(({ slug }) => slug),
  };
}
