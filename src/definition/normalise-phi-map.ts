import type { PhiProtection, PhiTable } from '../model/plan/phi-map.ts';

import type { WholeTable } from './merge-maps.ts';

/** One table of a checked PHI map. */
export function phiTableOf(table: WholeTable): PhiTable {
  return {
    table: table.table,
    class: table.class,
    tier: table.tier,
    key: table.key ?? [],
    record: recordOf(table.record),
    columns: table.columns ?? [],
    exceptKeys: table['except-keys'] ?? [],
    ...(table['except-columns'] === undefined ? {} : { exceptColumns: table['except-columns'] }),
    ...(table.optional === true ? { optional: true } : {}),
    protection: protectionOf(table.protection),
    readBy: table['read-by'] ?? [],
    log: table.log ?? null,
  };
}

const recordKinds = ['order', 'user', 'order-item', 'comment'] as const;

function recordOf(record: WholeTable['record']): PhiTable['record'] {
  for (const of of recordKinds) if (record?.[of] !== undefined) return { of, column: record[of] };
  return null;
}

function protectionOf(protection: WholeTable['protection']): PhiProtection {
  switch (protection.kind) {
    case 'field':
      return {
        kind: 'field',
        keys: protection.keys,
        pattern: protection.pattern,
        decrypt: protection.decrypt,
        ...(protection.call === undefined ? {} : { call: protection.call }),
      };
    case 'none':
      return { kind: 'none', acceptedBy: protection['accepted-by'], reason: protection.reason, expires: protection.expires };
    case 'tablespace':
    case 'volume':
      return { kind: protection.kind, attestedBy: protection['attested-by'] };
  }
}
