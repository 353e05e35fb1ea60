import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { given } from '../../src/commands/faces.ts';
import { fold } from '../../src/model/fold.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { reporters } from '../../src/reporters/index.ts';
import { junit } from '../../src/reporters/junit.ts';
import { oscalPoam } from '../../src/reporters/oscal/poam.ts';
import { oscalResults } from '../../src/reporters/oscal/assessment-results.ts';
import { oscalVersions } from '../../src/reporters/oscal/version.ts';
import { controlId } from '../../src/reporters/oscal/words.ts';
import { noneGiven } from '../../src/reporters/reporter.ts';
import { outcome, sampleJournal } from '../model/sample-journal.ts';
import { oscalSchemas } from './fixtures/oscal-subset.ts';
import { registerOf } from './fixtures/sample-register.ts';

const passing = fold(sampleJournal());
const reading = (moment: string, of: ReturnType<typeof outcome>): DrillResult =>
  fold(sampleJournal({ fact: (fact) => (fact.type === 'reading-taken' && fact.moment === moment ? { ...fact, outcome: of } : fact) }));
const failing = reading('after', outcome('broken', 'Gone.', 'false'));
const crashing = reading('after', outcome('error', 'The check broke down.', 'exception'));
const unread = reading('after', outcome('not-run', 'No sample.', 'no-sample'));
const strange = fold(sampleJournal({ plan: (plan) => ({ ...plan, drill: { ...plan.drill, title: ' <a> &\u0000 ]]>\n"x" ' } }) }));
const runs = [
  passing,
  failing,
  crashing,
  unread,
  strange,
  fold(sampleJournal().slice(0, 40)),
  fold([]),
  { ...passing, evidenceGrade: 'procedure' } as DrillResult,
];

describe('junit.xml', () => {
  const cases = (result: DrillResult, inside: string): number =>
    [
      ...junit
        .render(result, noneGiven)
        .toString()
        .matchAll(new RegExp(`classname="check"[^>]*>${inside}`, 'gu')),
    ].length;
  it('tells false, broken down and not read apart', () => {
    const checks = passing.assertions.length;
    expect(cases(passing, '<(failure|error|skipped)')).toBe(0);
    expect(cases(failing, '<failure')).toBe(checks);
    expect(cases(crashing, '<error')).toBe(checks);
    expect(cases(unread, '<skipped message="[^"]+"')).toBe(checks);
  });
  it.each([failing, crashing, unread])('is never green unless the verdict is pass', (result) => {
    expect(junit.render(result, noneGiven).toString()).toMatch(/name="verdict"><(failure|error) message="(fail|inconclusive): /u);
  });
  it('counts what it holds, and holds no character that XML forbids', () => {
    const xml = junit.render(strange, noneGiven).toString();
    expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
    expect(xml).toContain('&lt;a>');
    const [, tests, failures, errors, skipped] = /^<testsuites [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/mu.exec(xml) ?? [];
    const count = (tag: string): string => String([...xml.matchAll(new RegExp(`<${tag}[ />]`, 'gu'))].length);
    expect([tests, failures, errors, skipped]).toEqual(['testcase', 'failure', 'error', 'skipped'].map(count));
  });
});

describe('OSCAL', () => {
  const documents = reporters.filter(({ kind }) => kind.startsWith('oscal-'));
  it.each(documents.map((one) => [one.file, one] as const))('writes %s by the schema of the parts it uses', (file, reporter) => {
    const valid = new Ajv2020({ allErrors: true }).compile(oscalSchemas[file] ?? false);
    for (const known of [noneGiven, { ...noneGiven, register: registerOf(failing) }])
      for (const result of runs.filter((one) => reporter.applies?.(one) ?? true))
        expect(valid(JSON.parse(reporter.render(result, known).toString())) || valid.errors).toBe(true);
  });

  // MUSTER_OSCAL_SCHEMAS: a folder with the published schemas of each version (1.1.2-oscal_poam_schema.json and so on).
  const official = process.env['MUSTER_OSCAL_SCHEMAS'];
  it.each(oscalVersions)(
    `writes what the published schemas of %s take${official === undefined ? ' (they are not at hand: only the versions are compared)' : ''}`,
    (oscalVersion) => {
      for (const reporter of documents) {
        const valid = official === undefined ? null : published(official, oscalVersion, reporter.kind);
        for (const known of [noneGiven, { ...noneGiven, register: registerOf(failing) }])
          for (const result of runs.filter((one) => reporter.applies?.(one) ?? true)) {
            const text = reporter.render(result, { ...known, oscalVersion }).toString();
            expect(text).toContain(`"oscal-version": "${oscalVersion}"`);
            if (valid !== null) expect(valid(JSON.parse(text)) || valid.errors).toBe(true);
          }
      }
    },
    60_000,
  );

  it('names the provisions that findings, risks and objectives speak to, with what the catalogue calls them', () => {
    const also = given();
    const own = { ...failing, evidenceGrade: 'procedure' } as DrillResult;
    const citation = {
      name: 'citation',
      value: '45 CFR § 164.308(a)(7)(ii)(B)',
      remarks: expect.stringMatching(/\S.* \((required|addressable)\)$/u) as string,
    };
    const { results, 'local-definitions': local } = (
      JSON.parse(oscalResults.render(own, also).toString()) as {
        'assessment-results': { results: readonly [{ findings: readonly Props[]; risks: readonly Props[] }]; 'local-definitions': unknown };
      }
    )['assessment-results'];
    const holds = (of: readonly Props[]): void => {
      expect(of.length).toBeGreaterThan(0);
      for (const { props } of of) expect(props.filter(({ name }) => name === 'citation').length).toBeGreaterThan(0);
    };
    holds(results[0].findings);
    holds(results[0].risks);
    expect(results[0].findings.flatMap(({ props }) => props)).toContainEqual(expect.objectContaining(citation));
    expect(JSON.stringify(local)).toContain(citation.value);
    const poam = JSON.parse(oscalPoam.render(own, also).toString()) as { 'plan-of-action-and-milestones': { 'poam-items': readonly Props[] } };
    holds(poam['plan-of-action-and-milestones']['poam-items'].filter(({ props }) => props.some(({ name }) => name === 'severity')));
  });

  it('never says satisfied of the demo site, nor of a check that is inconclusive', () => {
    const said = (result: DrillResult): string => oscalResults.render(result, noneGiven).toString();
    expect(said(passing)).not.toContain('"findings"');
    expect(said({ ...passing, evidenceGrade: 'procedure' })).toContain('"satisfied"');
    expect(said({ ...unread, evidenceGrade: 'procedure' })).not.toMatch(/"(not-)?satisfied"/u);
    expect(said({ ...failing, evidenceGrade: 'procedure' })).not.toContain('"satisfied"');
  });

  it('has a plan of action only where there is something to act on', () => {
    expect(oscalPoam.applies?.({ ...passing, findings: [], reasons: [] })).toBe(false);
    expect(oscalPoam.applies?.(failing)).toBe(true);
  });

  it('points at nothing that is not there', () => {
    for (const reporter of documents) {
      const text = reporter.render(failing, { ...noneGiven, register: registerOf(failing) }).toString();
      const ids = new Set([...text.matchAll(/"uuid": "([^"]+)"/gu)].map(([, id]) => id));
      for (const [, id] of text.matchAll(/"(?:observation|risk)-uuid": "([^"]+)"|"href": "#([^"]+)"/gu)) if (id !== undefined) expect(ids).toContain(id);
      expect(ids.size).toBe([...text.matchAll(/"uuid": "/gu)].length);
    }
  });

  it('writes citations as identifiers, each as another one', () =>
    expect(['164.308(a)(7)(ii)(B)', '164.312(b)', '164.316(b)(2)(i)'].map(controlId)).toEqual([
      'hipaa-164.308.a.7.ii.B',
      'hipaa-164.312.b',
      'hipaa-164.316.b.2.i',
    ]));
});

interface Props {
  readonly props: readonly { readonly name: string; readonly value: string }[];
}

function published(folder: string, version: string, kind: string): ValidateFunction {
  const name = { 'oscal-ap': 'assessment-plan', 'oscal-ar': 'assessment-results', 'oscal-poam': 'poam' }[kind] ?? '';
  const file = readdirSync(folder).find((one) => one.startsWith(version) && one.endsWith(`oscal_${name}_schema.json`)) ?? '';
  const ajv = new Ajv({ allErrors: true, strict: false });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  return ajv.compile(JSON.parse(readFileSync(join(folder, file), 'utf8')) as object);
}
