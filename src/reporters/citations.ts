import type { DrillResult } from '../model/result.ts';

/** Every citation that the run's checks and findings speak to, sorted. */
export function citationsOf({ assertions, findings }: Pick<DrillResult, 'assertions' | 'findings'>): readonly string[] {
  return [...new Set([...assertions, ...findings].flatMap((one) => one.controls))].toSorted();
}

/** `164.308.a.7.ii.B`: a citation as a file name or identifier; another one for each citation of the rule. */
export function citationSlug(citation: string): string {
  return citation
    .replaceAll(/[()]+/gu, '.')
    .replaceAll(/[^\w.-]/gu, '-')
    .replaceAll(/\.{2,}/gu, '.')
    .replaceAll(/^[.-]+|[.-]+$/gu, '');
}
