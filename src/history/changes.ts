import type { ComponentFact } from '../model/journal-fact.ts';
import type { DefinitionDigests, MadeOf, PastRun } from './past-run.ts';

const definitionWords: Readonly<Record<keyof DefinitionDigests, string>> = {
  drill: 'the drill',
  runbook: 'the runbook',
  stack: 'stack.yaml',
  lock: 'stack.lock.yaml',
  phiMap: 'the PHI map',
  people: 'people.yaml',
  controls: 'the controls',
};
const definitionParts = Object.keys(definitionWords) as (keyof DefinitionDigests)[];

/**
 * What has changed since a run, each named; empty when nothing has. What cannot be told (a run that ended before its
 * mirror was described, plugins that are not at hand) is not a change.
 */
export function changesSince(was: Pick<PastRun, 'digests' | 'madeOf'>, is: Pick<PastRun, 'digests' | 'madeOf'>): readonly string[] {
  const definitions = definitionParts.filter((part) => differs(was.digests, is.digests, part)).map((part) => definitionWords[part]);
  return [...definitions, ...componentChanges(was.madeOf.components, is.madeOf.components), ...imageChanges(was.madeOf, is.madeOf)];
}

function differs(was: DefinitionDigests, is: DefinitionDigests, part: keyof DefinitionDigests): boolean {
  // Runs of before the catalogue knew none.
  if (part === 'controls' && (was.controls === null || is.controls === null)) return false;
  return was[part] !== is[part];
}

function componentChanges(was: readonly ComponentFact[] | null, is: readonly ComponentFact[] | null): readonly string[] {
  if (was === null || is === null) return [];
  const kept = was.filter(({ digest }) => digest !== '');
  const now = is.filter(({ digest }) => digest !== '');
  const same = (one: ComponentFact) => (other: ComponentFact) => one.kind === other.kind && one.slug === other.slug;
  const changed = now.flatMap((one) => {
    const before = kept.find(same(one));
    if (before === undefined) return [`${title(one)} (new)`];
    if (before.digest === one.digest) return [];
    return [`${title(one)} (${before.version === one.version ? 'other bytes of' : `${before.version} to`} ${one.version})`];
  });
  return [...changed, ...kept.filter((one) => !now.some(same(one))).map((one) => `${title(one)} (gone)`)];
}

function title({ kind, slug }: ComponentFact): string {
  return `${kind} ${slug}`;
}

function imageChanges({ images: was }: MadeOf, { images: is }: MadeOf): readonly string[] {
  if (was === null || is === null) return [];
  const changed = is.filter(({ service, tag }) => was.find((one) => one.service === service)?.tag !== tag).map(({ service }) => service);
  return changed.length === 0 ? [] : [`the images of ${changed.join(', ')}`];
}
