import { bullets, code, heading, paragraph, table, type Block } from '../../model/markdown.ts';
import type { PlanInput, PlanVersion } from './written-plan.ts';

/** Which files this is, by digest: a run's evidence names the same digests. */
export function versionPart({ site, drills, undocumented, notHere }: PlanInput, { digest }: PlanVersion): readonly Block[] {
  const runbooks = [...new Map(drills.map(({ runbook }) => [runbook.path, runbook])).values()];
  return [
    heading(2, 'Version'),
    paragraph(
      'Drills execute these files. The evidence of a run names the digests it was run against; where they differ from these, it speaks of another version.',
    ),
    table([
      ['What', 'Digest', 'Approved'],
      ['The whole plan', [code(digest)], ''],
      ['Site (stack, lock, PHI map, people)', [code(site.digest)], ''],
      ['PHI map', [code(site.phiMap.digest)], ''],
      ['People', [code(site.people.digest)], ''],
      ...runbooks.map(({ title, digest: own, approved }) => [
        `Runbook: ${title}`,
        [code(own)],
        approved === null ? 'not approved' : `${approved.by}, ${approved.at}`,
      ]),
    ]),
    ...(site.demo ? [paragraph('This is the plan of a demo site: nothing of it is true of a real shop.')] : []),
    ...(undocumented.length === 0 ? [] : [paragraph(`Not documented for this site, so not part of this plan: ${undocumented.join(', ')}.`)]),
    ...(notHere.length === 0 ? [] : [paragraph('No part of this plan, by what the site says of itself:'), bullets(notHere)]),
  ];
}
