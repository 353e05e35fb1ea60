import type { DrillResult } from '../model/result.ts';

/** What each evidence grade speaks about; the same in every report. */
export const gradeWords: Readonly<Record<DrillResult['evidenceGrade'], string>> = {
  demo: 'The demo site, or a stand-in for a part of the shop, was drilled: it shows how the drill works and counts towards no certification.',
  procedure: "The shop's own software was drilled with synthetic data: it shows the procedure, not the production backup.",
  'production-backup': "The shop's own software was restored from a production backup.",
};

/** The shop software that ran, and whether it was the real one. */
export function shopWords({ stack: { commerce } }: Pick<DrillResult, 'stack'>): string {
  if (commerce === null) return 'not recorded';
  return commerce.standIn ? `${commerce.name} ${commerce.version}, a stand-in for WooCommerce` : `${commerce.name} ${commerce.version}`;
}

/** What was exercised in one sentence: shop software, versions, images. */
export function exercisedWords(result: DrillResult): string {
  const { components, images } = result.stack;
  if (components.length === 0) return `Shop software: ${shopWords(result)}. Components and images were not recorded.`;
  const parts = components.map(({ slug, version }) => `${slug} ${version}`.trim()).join(', ');
  return `Shop software: ${shopWords(result)}. With: ${parts}. Images: ${images.map(({ service, id }) => `${service} ${id}`).join(', ')}.`;
}

/** What the mirror was filled with. */
export function dataWords({ data }: Pick<DrillResult, 'data'>): string {
  if (data.backup !== undefined) return `${data.mode}: ${data.backup.where}`;
  return `${data.mode}, ${data.orders} orders and ${data.customers} customers, seed ${data.seed}`;
}

/** When the run ended, as far as its journal knows: the date of every paper about it. */
export function endOf({ run, timeline }: DrillResult): string {
  return run.finishedAt ?? timeline.at(-1)?.at ?? run.startedAt;
}
