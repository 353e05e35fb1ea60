import { stringify } from 'yaml';
import type { Assertion, Kind, Watcher } from '../../src/model/kind.ts';
import { fenced, heading, link, paragraph, table, type Block } from '../../src/model/markdown.ts';
import { propertyRows, withCode } from './schema-words.ts';

const rooms = {
  fault: { title: 'Faults', intro: 'What a drill can break, under `fault:`. Each does its damage for real, and its own effect is observed before it counts.' },
  step: { title: 'Runbook steps', intro: 'What a `yaml step` block of a runbook can name; beside these, `manual` for what a person does.' },
  assertion: {
    title: 'Assertions',
    intro: 'What must be true, under `expect:`. Each is read before the failure, after it and after the restore; then it is sabotaged and must notice.',
  },
  watcher: { title: 'Watchers', intro: 'What looks on from before the failure until the proof. `incident.detect-by` names one; assertions are fed by them.' },
} as const;

/** One registry as a page: a table of contents, then each kind with its parameters and an example. */
export function kindPage(kinds: readonly Kind[], room: keyof typeof rooms): readonly Block[] {
  const sorted = kinds.toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
  return [
    heading(1, rooms[room].title),
    paragraph(withCode(rooms[room].intro)),
    table([['Kind', 'What it is'], ...sorted.map(({ kind, title }) => [[link(`#${kind}`, kind)], title])]),
    ...sorted.flatMap((kind) => kindBlocks(kind, room)),
  ];
}

function kindBlocks(kind: Kind, room: keyof typeof rooms): readonly Block[] {
  const rows = propertyRows(kind.params);
  return [
    heading(2, kind.kind),
    paragraph(`${kind.title}.`),
    ...facts(kind),
    ...(rows.length === 0 ? [paragraph('No parameters.')] : [table([['Parameter', '', 'Value'], ...rows])]),
    fenced('yaml', exampleOf(kind, room)),
  ];
}

function facts(kind: Kind & Partial<Pick<Assertion, 'requirements'> & Pick<Watcher, 'resolutionMs'>>): readonly Block[] {
  const lines = [
    ...(kind.controls.length === 0 ? [] : [`Speaks to ${kind.controls.join(', ')}.`]),
    ...(kind.requirements === undefined || kind.requirements.length === 0 ? [] : [`Answers ${kind.requirements.join(', ')}.`]),
    ...(kind.resolutionMs === undefined ? [] : [`Looks every ${kind.resolutionMs({})} ms at best.`]),
  ];
  return lines.length === 0 ? [] : [paragraph(lines.join(' '))];
}

/** As it stands in a file: a bare name without parameters, a mapping with them. */
function exampleOf({ kind, example }: Kind, room: keyof typeof rooms): string {
  const bare = Object.keys(example).length === 0;
  if (room === 'step') return stringify({ [kind]: example }).trimEnd();
  if (room === 'watcher') return stringify({ incident: { 'detect-by': kind } }).trimEnd();
  return stringify({ [room === 'fault' ? 'fault' : 'expect']: [bare ? kind : { [kind]: example }] }).trimEnd();
}
