import type { PhiProtection, PhiTable } from '../model/plan.ts';
import type { PhiMapDocument } from './documents.ts';

type TableDocument = PhiMapDocument['tables'][number];

/** One table of a checked PHI map. */
export function phiTableOf(table: TableDocument): PhiTable {
  return {
    table: table.table,
    class: table.class,
    tier: table.tier,
    key: table.key ?? [],
    record: recordOf(table.record),
    columns: table.columns ?? [],
    exceptKeys: table['except-keys'] ?? [],
    protection: protectionOf(table.protection),
    readBy: table['read-by'] ?? [],
    log: table.log ?? null,
  };
}

function recordOf(record: TableDocument['record']): PhiTable['record'] {
  if (record?.order !== undefined) return { of: 'order', column: record.order };
  return record?.user === undefined ? null : { of: 'user', column: record.user };
}

function protectionOf(protection: TableDocument['protection']): PhiProtection {
  switch (protection.kind) {
    case 'field':
      return { kind: 'field', keys: protection.keys, pattern: protection.pattern, decrypt: protection.decrypt };
    case 'none':
      return { kind: 'none', acceptedBy: protection['accepted-by'], reason: protection.reason, expires: protection.expires };
    case 'tablespace':
    case 'volume':
      return { kind: protection.kind, attestedBy: protection['attested-by'] };
  }
}
