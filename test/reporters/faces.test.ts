import { unzipSync } from 'fflate';
import { describe, expect, test, vi } from 'vitest';
import { facesOf } from '../../src/commands/faces.ts';
import { fold } from '../../src/model/fold.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { durationWords } from '../../src/model/words.ts';
import { citationsOf, citationSlug } from '../../src/reporters/citations.ts';
import { exercisedWords } from '../../src/reporters/exercised.ts';
import { marking, running } from '../../src/reporters/packet/control.ts';
import { attachmentsOf, pagesOf } from '../fixtures/pdf.ts';
import { outcome, sampleJournal } from '../model/sample-journal.ts';

// Everything is typeset: seconds, where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const passing = fold(sampleJournal());
const broken = fold(
  sampleJournal({
    fact: (fact) => (fact.type === 'reading-taken' && fact.moment === 'after' ? { ...fact, outcome: outcome('broken', 'Gone.', 'false') } : fact),
  }),
);
const killed = fold(sampleJournal().slice(0, 70));
const runs = [
  ['passed', passing],
  ['failed', broken],
  ['was killed', killed],
  ['is of the shop itself', { ...passing, evidenceGrade: 'procedure' } as DrillResult],
] as const;

/** What every face has to say of a run, each fact in the words or figures it may be said in. */
interface Facts {
  readonly runId: string;
  readonly verdict: string;
  readonly grade: string;
  readonly rto: number | null;
  readonly rpo: number | null;
  readonly checks: Readonly<Record<string, string>>;
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly notProven: readonly string[];
}

function factsOf(result: DrillResult, kinds: (kind: string) => boolean = () => true): Facts {
  const { run, verdict, evidenceGrade, measured, assertions, notProven } = result;
  const mine = assertions.filter((one) => kinds(one.kind));
  return {
    runId: run.id,
    verdict,
    grade: evidenceGrade,
    rto: measured.rtoSeconds,
    rpo: measured.rpoSeconds,
    checks: Object.fromEntries(mine.map((one) => [one.kind, one.verdict])),
    counts: Object.fromEntries(mine.map((one) => [one.kind, one.counts])),
    notProven,
  };
}

const known = new Map<DrillResult, Promise<ReadonlyMap<string, Buffer>>>();
const rendered = (result: DrillResult): Promise<ReadonlyMap<string, Buffer>> => {
  const before = known.get(result) ?? renderedAnew(result);
  known.set(result, before);
  return before;
};

async function renderedAnew(result: DrillResult): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const { file, make } of facesOf(result)) files.set(file, await make());
  return files;
}

const squeezed = (text: string): string => text.replaceAll(/[\s\\]+/gu, '');

/** A face for people: every fact stands in it, in words; white space and escapes do not count. */
function saysAll(text: string, result: DrillResult, facts: Facts): void {
  const said = squeezed(text);
  const has = (words: string): void => expect(said).toContain(squeezed(words));
  const words = { pass: 'Pass', fail: 'Fail', inconclusive: 'Inconclusive' } as Readonly<Record<string, string>>;
  has(facts.runId);
  has(words[facts.verdict] ?? '');
  has(facts.grade);
  for (const seconds of [facts.rto, facts.rpo]) has(seconds === null ? 'not measured' : durationWords(seconds));
  for (const gap of facts.notProven) has(gap);
  for (const [kind, verdict] of Object.entries(facts.checks)) {
    has(kind);
    has(words[verdict] ?? '');
  }
  for (const counts of Object.values(facts.counts)) for (const [name, count] of Object.entries(counts)) has(`${name} ${count}`);
  if (result.stack.components.length > 0) for (const { slug, version } of result.stack.components) has(`${slug} ${version}`);
}

/** The text of a PDF without what stands on every page. */
async function printedText(pdf: Buffer, result: DrillResult): Promise<string> {
  const pages = await pagesOf(pdf);
  const title = /^(.*?)\s*Page \d+ of \d+$/mu;
  return pages
    .map((page) =>
      squeezed(page.replace(title, ''))
        .replace(squeezed(running(result)), '')
        .replace(squeezed(marking(result).join(' · ')), ''),
    )
    .join('');
}

describe.each(runs)('every face of a run that %s', (_, result) => {
  const facts = factsOf(result);

  test('says the same: result.json, JUnit, in-toto and OSCAL as data', async () => {
    const files = await rendered(result);
    const json = (file: string): never => JSON.parse(files.get(file)?.toString() ?? '') as never;
    expect(factsOf(json('result.json'))).toEqual(JSON.parse(JSON.stringify(facts)));
    expect(junitFacts(files.get('junit.xml')?.toString() ?? '', facts)).toEqual(facts);
    expect(intotoFacts(json('test-result.intoto.json'))).toEqual(facts);
    expect(oscalFacts(json('oscal-assessment-results.json'))).toEqual(facts);
  });

  test('says the same: page, summary and packet in words', async () => {
    const files = await rendered(result);
    const page = (files.get('report.html')?.toString() ?? '')
      .replaceAll(/<style>[^]*?<\/style>|<[^>]+>/gu, ' ')
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    saysAll(page, result, facts);
    saysAll(files.get('summary.md')?.toString() ?? '', result, facts);
    const pdf = files.get('report.pdf') ?? Buffer.alloc(0);
    saysAll(await printedText(pdf, result), result, facts);
    expect((await attachmentsOf(pdf))['result.json']).toBe(files.get('result.json')?.toString());
  });

  test('says the same: each small packet, of its own citation', async () => {
    const files = await rendered(result);
    for (const citation of citationsOf(result)) {
      const pdf = files.get(`packets/${citationSlug(citation)}.pdf`) ?? Buffer.alloc(0);
      const mine = (kind: string): boolean => result.assertions.some((one) => one.kind === kind && one.controls.includes(citation));
      const text = await printedText(pdf, result);
      const own = factsOf(result, mine);
      expect(text).toContain(squeezed(`45 CFR § ${citation}`));
      for (const kind of Object.keys(own.checks)) expect(text).toContain(kind);
      for (const gap of own.notProven) expect(text).toContain(squeezed(gap));
      for (const words of [own.runId, own.grade, exercisedWords(result)]) expect(text).toContain(squeezed(words));
    }
  });

  test('says the same: both indexes of the small packets', async () => {
    const files = await rendered(result);
    const csv = files.get('packets/index.csv')?.toString() ?? '';
    const sheet = Object.entries(unzipSync(files.get('packets/index.xlsx') ?? Buffer.alloc(0)));
    const xml = sheet
      .map(([, content]) => Buffer.from(content).toString())
      .join('\n')
      .replaceAll('&amp;', '&')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>');
    expect(csv.split('\r\n')).toHaveLength(citationsOf(result).length + 2);
    for (const text of [csv.replaceAll('""', '"'), xml]) {
      const spoken = citationsOf(result);
      for (const citation of spoken) expect(text).toContain(`45 CFR § ${citation}`);
      if (spoken.length > 0) for (const words of [facts.runId, facts.verdict, facts.grade, facts.notProven.join(' | ')]) expect(text).toContain(words);
    }
  });
});

test('every face of one result is the same bytes twice', async () => {
  const [one, two] = [await rendered(passing), await renderedAnew(passing)];
  for (const [file, content] of one) expect(two.get(file)?.equals(content), file).toBe(true);
  expect([...two.keys()]).toEqual([...one.keys()]);
});

test('whatever is left of a journal can be printed', async () => {
  const journal = sampleJournal();
  for (const length of [0, 1, 45, 75])
    for (const { make } of facesOf(fold(journal.slice(0, length)), ['pdf'])) expect((await make()).subarray(0, 5).toString()).toBe('%PDF-');
});

test('two runs that differ differ in every face', async () => {
  const [one, other] = [await rendered(passing), await rendered(broken)];
  for (const [file, content] of one) if (file !== 'oscal-assessment-plan.json') expect(other.get(file)?.equals(content) ?? false, file).toBe(false);
});

function junitFacts(xml: string, { checks, counts }: Facts): Facts {
  const unescaped = (text: string): string =>
    text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const property = new Map(
    [...xml.matchAll(/<property name="([^"]*)" value="([^"]*)"/gu)].map(([, name = '', value = '']) => [unescaped(name), unescaped(value)]),
  );
  const number = (name: string): number | null => (property.get(name) === 'null' ? null : Number(property.get(name)));
  const state = (kind: string): string => {
    const [, body = ''] = new RegExp(`<testcase classname="check" name="${kind}: [^"]*"(/>|>[^]*?</testcase>)`, 'u').exec(xml) ?? [];
    return body.includes('<failure') ? 'fail' : body.includes('<error') || body.includes('<skipped') ? 'inconclusive' : body === '' ? 'missing' : 'pass';
  };
  // A check that was false before the failure is a failure here, and inconclusive as a verdict: both are red.
  return {
    runId: property.get('run') ?? '',
    verdict: property.get('verdict') ?? '',
    grade: property.get('evidenceGrade') ?? '',
    rto: number('rtoSeconds'),
    rpo: number('rpoSeconds'),
    checks: Object.fromEntries(Object.keys(checks).map((kind) => [kind, state(kind)])),
    counts: Object.fromEntries(
      Object.entries(counts).map(([kind, named]) => [kind, Object.fromEntries(Object.keys(named).map((name) => [name, number(`${kind}.${name}`) ?? -1]))]),
    ),
    notProven: [...property].filter(([name]) => name.startsWith('notProven.')).map(([, value]) => value),
  };
}

interface Statement {
  readonly predicate: {
    readonly result: string;
    readonly configuration: readonly [
      { readonly annotations: Record<string, never> & { checks: Record<string, { verdict: string; counts: Record<string, number> }> } },
    ];
    readonly passedTests: readonly string[];
    readonly warnedTests: readonly string[];
    readonly failedTests: readonly string[];
  };
}

function intotoFacts({ predicate }: Statement): Facts {
  const { annotations } = predicate.configuration[0];
  const verdict = { PASSED: 'pass', WARNED: 'inconclusive', FAILED: 'fail' }[predicate.result] ?? '';
  expect(annotations['verdict']).toBe(verdict);
  const named = (kinds: readonly string[], word: string): readonly (readonly [string, string])[] => kinds.map((kind) => [kind, word]);
  const checks = Object.fromEntries([
    ...named(predicate.passedTests, 'pass'),
    ...named(predicate.warnedTests, 'inconclusive'),
    ...named(predicate.failedTests, 'fail'),
  ]);
  expect(Object.fromEntries(Object.entries(annotations.checks).map(([kind, one]) => [kind, one.verdict]))).toEqual(checks);
  return {
    runId: annotations['runId'] ?? '',
    verdict,
    grade: annotations['evidenceGrade'] ?? '',
    rto: annotations['rtoSeconds'] ?? null,
    rpo: annotations['rpoSeconds'] ?? null,
    checks,
    counts: Object.fromEntries(Object.entries(annotations.checks).map(([kind, one]) => [kind, one.counts])),
    notProven: annotations['notProven'] ?? [],
  };
}

interface Props {
  readonly props: readonly { readonly name: string; readonly value: string }[];
}

function oscalFacts({
  'assessment-results': { results },
}: {
  'assessment-results': { results: readonly (Props & { observations?: readonly Props[]; remarks: string })[] };
}): Facts {
  const [run] = results;
  const value = (of: Props | undefined, name: string): string => of?.props.find((one) => one.name === name)?.value ?? '';
  const number = (text: string): number | null => (text === 'not measured' ? null : Number(text));
  const observations = run?.observations ?? [];
  return {
    runId: value(run, 'run-id'),
    verdict: value(run, 'verdict'),
    grade: value(run, 'evidence-grade'),
    rto: number(value(run, 'rto-seconds')),
    rpo: number(value(run, 'rpo-seconds')),
    checks: Object.fromEntries(observations.map((one) => [value(one, 'check'), value(one, 'verdict')])),
    counts: Object.fromEntries(
      observations.map((one) => [
        value(one, 'check'),
        Object.fromEntries(one.props.filter(({ name }) => name.startsWith('count-')).map(({ name, value: count }) => [name.slice(6), Number(count)])),
      ]),
    ),
    notProven: (run?.remarks ?? '')
      .split('\n')
      .slice(1)
      .map((line) => line.slice(2)),
  };
}
