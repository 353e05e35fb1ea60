import { Examination } from '../examine.ts';
import type { PartFacts, SetFacts } from '../facts.ts';
import type { Survey } from '../survey.ts';
import type { Format } from './format.ts';
import { sealedParts } from './streams.ts';

const schema = /-schema\.sql(?:\.[a-z0-9.]+)?$/u;
const dump = /\.sql(?:\.[a-z0-9.]+)?$/u;
const metadata = /(?:^|\/)metadata(?:\.[a-z0-9]+)*$/u;

/** A folder of mydumper: one file of schema and files of rows for each table, and `metadata`, which it writes last. */
export const mydumper: Format = {
  kind: 'mydumper',
  title: 'mydumper folder',
  async recognise(survey) {
    for (const { path } of survey.files.filter((file) => metadata.test(file.path))) {
      if (!/^#? ?Started dump at/mu.test(await survey.text(path)) || !survey.files.some((file) => schema.test(file.path))) continue;
      const first = survey.files.find((file) => dump.test(file.path));
      const probed = first === undefined ? null : await survey.probe(first.path);
      const paths = survey.files.map((file) => file.path).filter((one) => dump.test(one) || metadata.test(one));
      return { format: 'mydumper', title: 'mydumper folder', parts: [{ paths, envelopes: probed?.peeled.envelopes ?? [], content: { kind: 'mydumper' } }] };
    }
    return null;
  },
  async inspect(survey, _set, options) {
    const examination = new Examination(survey, options);
    const files = survey.files.map(({ path }) => path).filter((path) => dump.test(path));
    // Schemas first: the files of rows name no columns.
    const ordered = [...files.filter((path) => schema.test(path)), ...files.filter((path) => !schema.test(path))];
    const parts: PartFacts[] = [];
    for (const path of ordered) parts.push(await sqlFile(survey, examination, path));
    parts.push(...(await sealedParts(survey, examination)));
    return examination.facts(parts, await described(survey, files));
  },
};

/** mydumper leaves no mark in its files: a statement that is whole is all they show, `metadata` shows the rest. */
async function sqlFile(survey: Survey, examination: Examination, path: string): Promise<PartFacts> {
  const { peeled } = await survey.probe(path);
  const read = await examination.part({ paths: [path], envelopes: peeled.envelopes, content: { kind: 'sql', by: 'other' } });
  return read.end.state === 'unknown' && read.damage === null
    ? { ...read, title: 'SQL of mydumper', end: { state: 'whole', text: 'its statements are whole' } }
    : { ...read, title: 'SQL of mydumper' };
}

async function described(survey: Survey, files: readonly string[]): Promise<Pick<SetFacts, 'gaps' | 'announcedRows' | 'notProven'>> {
  const paths = survey.files.map(({ path }) => path).filter((path) => metadata.test(path));
  const whole = paths.find((path) => !path.includes('.partial'));
  const text = await wholeText(survey, whole ?? paths[0] ?? '');
  const announcedRows = rowsIn(text);
  const finished = whole !== undefined && /Finished dump at/u.test(text);
  return {
    gaps: [...(finished ? [] : ['metadata does not say that the dump was finished (it is named metadata.partial until then)']), ...chunkGaps(files)],
    announcedRows,
    notProven: announcedRows.size > 0 ? [] : ["This mydumper's metadata names no rows: a missing last file of a table's rows is not noticed."],
  };
}

async function wholeText(survey: Survey, path: string): Promise<string> {
  const opened = await survey.open(path);
  if (opened.state === 'shut') return '';
  const parts: Buffer[] = [];
  for await (const chunk of opened.bytes) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8');
}

/** Sections such as [`shop`.`wp_posts`] with `Rows = 12`. */
function rowsIn(text: string): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (const section of text.split(/^\[/mu).slice(1)) {
    const table = /^[`"]?[^`"\]]+[`"]?\.[`"]?([^`"\]]+)[`"]?\]/u.exec(section)?.[1];
    const count = /^\s*rows\s*=\s*(\d+)/imu.exec(section)?.[1];
    if (table !== undefined && count !== undefined) rows.set(table, Number(count));
  }
  return rows;
}

/** `shop.wp_posts.00000.sql`, `.00001.sql`, …: none may be left out between. */
function chunkGaps(files: readonly string[]): readonly string[] {
  const chunks = files.flatMap((path) => {
    const found = /^(.*)\.(\d{5})\.sql/u.exec(path);
    return found === null ? [] : [{ table: found[1] ?? '', number: Number(found[2]) }];
  });
  return [...Map.groupBy(chunks, ({ table }) => table)].flatMap(([table, parts]) => {
    const present = new Set(parts.map(({ number }) => number));
    const first = Math.min(...present);
    return Array.from({ length: Math.max(...present) - first }, (_, index) => first + index)
      .filter((number) => !present.has(number))
      .map((number) => `the file ${number} of ${table} is missing`);
  });
}
