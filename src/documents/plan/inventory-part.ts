import { heading, paragraph, table, type Block } from '../../model/markdown.ts';
import type { PhiProtection, PhiTable } from '../../model/plan/phi-map.ts';
import type { PlanInput } from './written-plan.ts';

/** Where PHI lives: every location of the PHI map with its protection, its readers and its log. */
export function inventoryPart({ site }: PlanInput): readonly Block[] {
  const { tables, flows } = site.phiMap;
  return [
    heading(2, 'PHI inventory'),
    paragraph(`${tables.length} locations. What a live shop has beside them is found with muster phi-map check.`),
    table([['Table', 'Class', 'Tier', 'Protection', 'Read by', 'Log'], ...tables.map(row)]),
    heading(3, 'Data flows'),
    flows.length === 0 ? paragraph('None is declared.') : table([['From', 'To', 'What', 'By'], ...flows.map(({ from, to, what, by }) => [from, to, what, by])]),
  ];
}

function row({ table: name, class: kind, tier, protection, readBy, log }: PhiTable): readonly string[] {
  return [name, kind, String(tier), protectionWords(protection), readBy.join(', '), log ?? 'none'];
}

function protectionWords(protection: PhiProtection): string {
  switch (protection.kind) {
    case 'field':
      return `fields ${protection.keys.join(', ')} encrypted by ${protection.decrypt}`;
    case 'tablespace':
    case 'volume':
      return `${protection.kind} encrypted, attested by ${protection.attestedBy}`;
    case 'none':
      return `none: accepted by ${protection.acceptedBy} until ${protection.expires} (${protection.reason})`;
  }
}
