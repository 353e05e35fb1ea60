import { controlOf, type ControlCatalogue } from '../../model/controls.ts';
import { paragraph, type Block } from '../../model/markdown.ts';

/** What a part of the plan answers, as the catalogue says it; nothing where it has no such entry. */
export function asked(catalogue: ControlCatalogue, citation: string): readonly Block[] {
  const control = controlOf(catalogue, citation);
  if (control === null) return [];
  const designation = control.designation === 'not-stated' ? '' : `, ${control.designation}`;
  return [paragraph(`45 CFR ${citation}${designation}. An auditor asks: ${control.asks}`)];
}
