import { unzipSync } from 'fflate';
import { describe, expect, test, vi } from 'vitest';
import { facesOf, given } from '../../src/commands/faces.ts';
import type { CorrectiveAction } from '../../src/model/corrective.ts';
import { fold } from '../../src/model/fold.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { durationWords } from '../../src/model/words.ts';
import { citationsOf, citationSlug } from '../../src/reporters/citations.ts';
import { exercisedWords } from '../../src/reporters/exercised.ts';
import { marking, running } from '../../src/reporters/packet/control.ts';
import type { Given } from '../../src/reporters/reporter.ts';
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

describe('what became of findings', () => {
  const finding = broken.findings[0];
  const register = ((): readonly CorrectiveAction[] => {
    const { run, drill, site } = broken;
    const opened = (id: string, more: Partial<CorrectiveAction>): CorrectiveAction => ({
      id,
      openedAt: '2026-11-24T10:00:00.000Z',
      keyId: 'ed25519:0123',
      runId: run.id,
      drill: drill.id,
      site: site.id,
      grade: 'procedure',
      finding: finding?.id ?? '',
      severity: 'high',
      text: 'Rows are missing.',
      controls: ['164.308(a)(7)(ii)(A)'],
      rootCause: `Cause of ${id}.`,
      action: `Mend it by ${id}.`,
      owner: `owner-of-${id}`,
      due: '2026-12-10',
      status: 'open',
      overdue: false,
      notes: [],
      waiver: null,
      closure: null,
      ...more,
    });
    const waiver = { at: '2026-11-25T10:00:00.000Z', by: 'Owner', reason: 'It moves in spring.', expires: '2027-03-31', expired: false, keyId: null };
    const closure = {
      at: '2026-12-30T10:00:00.000Z',
      by: 'Administrator',
      evidence: 'Runbook 7 approved.',
      file: { name: 'runbook.pdf', digest: 'sha256:aa' as const },
      verifiedBy: { runId: 'good', manifest: 'sha256:bb' as const },
      keyId: null,
    };
    return [
      opened('CA-0001', { overdue: true }),
      opened('CA-0002', { status: 'in-progress', notes: [{ at: '2026-11-25T10:00:00.000Z', by: 'Administrator', text: 'Ordered.', keyId: null }] }),
      opened('CA-0003', { status: 'waived', waiver }),
      opened('CA-0004', { overdue: true, waiver: { ...waiver, expires: '2026-11-30', expired: true } }),
      opened('CA-0005', { status: 'closed', closure }),
      // Of an earlier run: open still, so it is this one's too; closed by this one; and one that is none of its business.
      opened('CA-0006', { runId: 'earlier' }),
      opened('CA-0007', {
        runId: 'earlier',
        finding: 'other-1',
        status: 'closed',
        closure: { ...closure, verifiedBy: { ...closure.verifiedBy, runId: run.id } },
      }),
      opened('CA-0008', { runId: 'earlier', site: 'another-shop' }),
    ];
  })();
  const words: Readonly<Record<string, readonly string[]>> = {
    'CA-0001': ['open, OVERDUE since 2026-12-10'],
    'CA-0002': ['in-progress', 'Ordered.'],
    'CA-0003': ['waived until 2027-03-31', 'It moves in spring.'],
    'CA-0004': ['open, WAIVER EXPIRED on 2026-11-30'],
    'CA-0005': ['closed', 'Runbook 7 approved.', 'runbook.pdf', 'sha256:aa', 'good', 'sha256:bb'],
    'CA-0006': ['open'],
  };
  const make = async (result: DrillResult, kind: string, of: Given['register']): Promise<Buffer> =>
    (await facesOf(result, [kind], given({ register: of }))[0]?.make()) ?? Buffer.alloc(0);
  const textFor = async (kind: string, of: Given['register']): Promise<string> => {
    const bytes = await make(broken, kind, of);
    return kind === 'pdf' ? await printedText(bytes, broken) : squeezed(bytes.toString().replaceAll(/<[^>]+>/gu, ' '));
  };

  test.each(['html', 'summary', 'pdf', 'oscal-poam', 'oscal-ar'])('is said alike in every face that says it: %s', async (kind) => {
    const text = await textFor(kind, register);
    for (const [id, facts] of Object.entries(words))
      for (const fact of [id, `owner-of-${id}`, `Cause of ${id}.`, `Mend it by ${id}.`, ...facts]) expect(text).toContain(squeezed(fact));
    expect(text).not.toContain('CA-0008');
  });
  test('is said in the small packet of each citation that its finding speaks to', async () => {
    for (const citation of finding?.controls ?? []) {
      const packets = facesOf(broken, ['packets'], given({ register }));
      const pdf = (await packets.find(({ file }) => file.endsWith(`/${citationSlug(citation)}.pdf`))?.make()) ?? Buffer.alloc(0);
      const text = await printedText(pdf, broken);
      for (const [id, facts] of Object.entries(words)) for (const fact of [id, `owner-of-${id}`, ...facts]) expect(text).toContain(squeezed(fact));
    }
    expect(finding?.controls.length).toBeGreaterThan(0);
  });
  test.each(['html', 'summary', 'pdf'])('names in a face for people what this run closed of an earlier one: %s', async (kind) => {
    expect(await textFor(kind, register)).toContain('CA-0007');
  });
  test.each(['html', 'summary', 'pdf', 'oscal-poam'])('is missed where a finding has no action: %s', async (kind) => {
    expect((await textFor(kind, [])).toLowerCase()).toMatch(/noneyet|noactionyet|hasnoactionforafinding/u);
  });
  test.each(['html', 'summary', 'pdf', 'oscal-poam', 'oscal-ar'])('is left out where the register was not at hand: %s', async (kind) => {
    expect(await textFor(kind, null)).not.toMatch(/CA-\d{4}/u);
  });
  test('makes OSCAL risks stand as far as the least done of their actions', async () => {
    const status = async (of: readonly CorrectiveAction[]): Promise<unknown> => {
      const poam = JSON.parse((await make(broken, 'oscal-poam', of)).toString()) as {
        'plan-of-action-and-milestones': { risks: readonly { status: string; deadline?: string }[]; metadata: { 'last-modified': string } };
      };
      const { risks, metadata } = poam['plan-of-action-and-milestones'];
      return [risks[0]?.status, risks[0]?.deadline, metadata['last-modified'].slice(0, 10)];
    };
    const only = (...ids: readonly string[]) => status(register.filter(({ id }) => ids.includes(id)));
    expect(await Promise.all([only('CA-0002'), only('CA-0003'), only('CA-0004'), only('CA-0005'), only('CA-0002', 'CA-0005')])).toEqual([
      ['remediating', '2026-12-10T23:59:59Z', '2026-11-25'],
      ['deviation-approved', '2026-12-10T23:59:59Z', '2026-11-25'],
      ['open', '2026-12-10T23:59:59Z', '2026-11-25'],
      ['closed', undefined, '2026-12-30'],
      ['remediating', '2026-12-10T23:59:59Z', '2026-12-30'],
    ]);
  });
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
