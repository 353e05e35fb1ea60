import { v5 } from 'uuid';
import { controlOf } from '../../model/controls.ts';
import type { Json } from '../../model/json.ts';
import type { DrillResult } from '../../model/result.ts';
import { lastSaid } from '../actions.ts';
import { citationSlug, citationsOf } from '../citations.ts';
import { citations } from '../report/pieces.ts';
import type { Given } from '../reporter.ts';
import { oscalVersions } from './version.ts';

const namespace = '8f0d3c52-6b0e-5c3c-9a38-1f6d0a3a7c11';
const propertySpace = 'urn:muster:drill';

/** A UUID that is the same for the same thing of the same run, attestations included. */
export function idOf({ run, journal, people }: DrillResult, thing: string): string {
  return v5(`${run.id} ${journal.headHash} ${people.attestations.length} ${thing}`, namespace);
}

/** One line that is not empty: OSCAL's strings and property values allow nothing else. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  return line === '' ? 'none' : line;
}

/** A property in Muster's own namespace. */
export function prop(name: string, value: string | number | null): Json {
  return { name, ns: propertySpace, value: oneLine(value === null ? 'not measured' : String(value)) };
}

/** The provisions that something speaks to, as an auditor writes them, each with what the catalogue calls it. */
export function citationProps(controls: readonly string[], { catalogue }: Given): readonly Json[] {
  return controls.map((control) => {
    const known = controlOf(catalogue, control);
    const remarks = known === null ? {} : { remarks: `${known.title} (${known.designation})` };
    return { name: 'citation', ns: propertySpace, value: citations([control]), ...remarks };
  });
}

/** A list under its name, or nothing: OSCAL knows no empty list. */
export function some(name: string, items: readonly Json[]): { readonly [key: string]: Json } {
  return items.length === 0 ? {} : { [name]: items };
}

/** `hipaa-164.308.a.7.ii.B`: a citation as an identifier that OSCAL accepts; the citation itself stands in a property. */
export function controlId(citation: string): string {
  return `hipaa-${citationSlug(citation)}`;
}

/** The head of each document. */
export function metadata(result: DrillResult, title: string, given: Given): Json {
  return {
    title: oneLine(`${title}: ${result.drill.title}, ${result.site.title}`),
    'last-modified': lastSaid(result, given),
    version: result.run.id,
    'oscal-version': given.oscalVersion ?? oscalVersions[0],
    remarks: 'Written by Muster from the journal of the run. An exercise; no health information is in it.',
  };
}

/** Testing and revision: what any drill belongs to, also one that checked nothing. */
const testing = '164.308(a)(7)(ii)(D)';

/** Controls that the run speaks to, as OSCAL wants them; of a run that checked nothing, only that it was a test, and that is said. */
export function reviewedControls(result: DrillResult, given: Given): Json {
  const named = citationsOf(result);
  const controls = named.length === 0 ? [testing] : named;
  const nothing = named.length === 0 ? { description: 'The run checked nothing: it was begun under the procedure for testing the plan.' } : {};
  return {
    description: 'Citations of 45 CFR Part 164 that the checks of the drill speak to. A check is no statement that a provision is met.',
    props: [...citationProps(controls, given), prop('checks', result.assertions.length)],
    'control-selections': [{ ...nothing, 'include-controls': controls.map((citation) => ({ 'control-id': controlId(citation) })) }],
  };
}

/** The objective of a check: what a finding points at. Not the citation: no drill decides whether a provision is met. */
export function objectiveId(kind: string): string {
  return `muster-${kind}`;
}

/** What each check was to find, as an objective of the first control that it speaks to. */
export function objectives(result: DrillResult, given: Given): readonly Json[] {
  return result.assertions.flatMap(({ kind, title, controls: [first, ...others] }) =>
    first === undefined
      ? []
      : [
          {
            'control-id': controlId(first),
            parts: [
              {
                id: objectiveId(kind),
                name: 'assessment-objective',
                title: kind,
                props: citationProps([first, ...others], given),
                prose: oneLine(title),
              },
            ],
          },
        ],
  );
}
