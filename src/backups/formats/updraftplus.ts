import type { RecognisedSet } from '../../model/backup-source.ts';
import { DrillError } from '../../model/errors.ts';
import type { Survey } from '../survey.ts';
import type { Format } from './format.ts';
import { inspectStreams, streamParts } from './streams.ts';

/** UpdraftPlus names the parts of a set, and says only there which set they are of: time, site, nonce, entity, number. */
const name = /^(?:.*\/)?backup_(\d{4}-\d\d-\d\d-\d{4})_.*_([0-9a-f]{12})-([a-z-]+?)(\d+)?\.(?:zip|gz|gz\.crypt|zip\.crypt|crypt)$/u;

/** The set's id and the entity that a file's name says; null for any other name. */
export function updraftName(path: string): { readonly nonce: string; readonly entity: string; readonly number: number } | null {
  const found = name.exec(path);
  return found === null ? null : { nonce: found[2] ?? '', entity: found[3] ?? '', number: Number(found[4] ?? 1) };
}

/** A database of UpdraftPlus with its zips: plugins, themes, uploads, others, in numbered parts. */
export const updraftplus: Format = {
  kind: 'updraftplus',
  title: 'UpdraftPlus set',
  async recognise(survey) {
    const named = survey.files.flatMap(({ path }) => updraftName(path) ?? []);
    const dumps = await updraftDumps(survey);
    if (named.length === 0 && dumps === 0) return null;
    const nonces = new Set(named.map(({ nonce }) => nonce));
    if (nonces.size > 1)
      throw new DrillError('BACKUP_UNKNOWN', `${survey.source.title} holds ${nonces.size} sets of UpdraftPlus: a drill takes one.`, {
        hint: 'Move the files of one set (the same twelve characters in their names) into a folder of their own, or check them all with --series.',
      });
    return { format: 'updraftplus', title: 'UpdraftPlus set', parts: await streamParts(survey) };
  },
  async inspect(survey, set, options) {
    return await inspectStreams(survey, set, options, {
      gaps: gapsOf(survey, set),
      notProven: ['UpdraftPlus does not say how many parts an entity has: a missing last part shows only as missing files.'],
    });
  },
};

async function updraftDumps(survey: Survey): Promise<number> {
  let dumps = 0;
  for (const { path } of survey.files) {
    const { peeled } = await survey.probe(path);
    if (peeled.state === 'open' && peeled.content.kind === 'sql' && peeled.content.by === 'updraftplus') dumps += 1;
  }
  return dumps;
}

/** Numbered parts begin at 1 and leave none out. */
function gapsOf(survey: Survey, set: RecognisedSet): readonly string[] {
  const numbers = Map.groupBy(
    survey.files.flatMap(({ path }) => updraftName(path) ?? []),
    ({ entity }) => entity,
  );
  const gaps = [...numbers].flatMap(([entity, parts]) => {
    const present = new Set(parts.map(({ number }) => number));
    return Array.from({ length: Math.max(...present) }, (_, index) => index + 1)
      .filter((number) => !present.has(number))
      .map((number) => `part ${number} of ${entity} is missing`);
  });
  return set.parts.some(({ content }) => content.kind === 'sql') || survey.files.some(({ path }) => updraftName(path)?.entity === 'db')
    ? gaps
    : [...gaps, 'the database is missing'];
}
