import { v5 } from 'uuid';
import type { Json } from '../../model/json.ts';
import type { DrillResult } from '../../model/result.ts';
import { citationSlug, citationsOf } from '../citations.ts';
import { endOf } from '../exercised.ts';

/** The version of OSCAL that these documents are written in: the newest that GRC tools document to read. */
export const oscalVersion = '1.1.2';

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

/** A list under its name, or nothing: OSCAL knows no empty list. */
export function some(name: string, items: readonly Json[]): { readonly [key: string]: Json } {
  return items.length === 0 ? {} : { [name]: items };
}

/** `hipaa-164.308.a.7.ii.B`: a citation as an identifier that OSCAL accepts; the citation itself stands in a property. */
export function controlId(citation: string): string {
  return `hipaa-${citationSlug(citation)}`;
}

/** The head of each document. */
export function metadata(result: DrillResult, title: string): Json {
  return {
    title: oneLine(`${title}: ${result.drill.title}, ${result.site.title}`),
    'last-modified': endOf(result),
    version: result.run.id,
    'oscal-version': oscalVersion,
    remarks: 'Written by Muster from the journal of the run. An exercise; no health information is in it.',
  };
}

/** Controls that the run speaks to, as OSCAL wants them; a run that checked nothing names none and says so. */
export function reviewedControls(result: DrillResult): Json {
  const citations = citationsOf(result);
  const selection: Json =
    citations.length === 0
      ? { description: 'The run checked nothing.' }
      : { 'include-controls': citations.map((citation) => ({ 'control-id': controlId(citation) })) };
  return {
    description: 'Citations of 45 CFR Part 164 that the checks of the drill speak to. A check is no statement that a provision is met.',
    props: [...citations.map((citation) => prop('citation', citation)), prop('checks', result.assertions.length)],
    'control-selections': [selection],
  };
}

/** The objective of a check: what a finding points at. Not the citation: no drill decides whether a provision is met. */
export function objectiveId(kind: string): string {
  return `muster-${kind}`;
}

/** What each check was to find, as an objective of the first control that it speaks to. */
export function objectives(result: DrillResult): readonly Json[] {
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
                props: [first, ...others].map((one) => prop('citation', one)),
                prose: oneLine(title),
              },
            ],
          },
        ],
  );
}
