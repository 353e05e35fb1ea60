import { join } from 'node:path';
import { diskFiles } from '../../src/definition/files.ts';
import { formatDiagnostic } from '../../src/definition/diagnostic.ts';
import { readControls } from '../../src/definition/read-controls.ts';
import type { Control, ControlCatalogue } from '../../src/model/controls.ts';
import type { Catalog } from '../../src/model/kind.ts';
import { code, heading, paragraph, table, type Block, type Words } from '../../src/model/markdown.ts';

/** The shipped catalogue of controls, with the kinds that speak to each. No legal advice. */
export function controlsPage(catalog: Catalog, home: string): readonly Block[] {
  const drills = join(home, 'drills');
  const read = readControls({ drills, shipped: drills }, { files: diskFiles, catalog, today: '1970-01-01', cwd: home });
  if ('diagnostics' in read) throw new Error(read.diagnostics.map(formatDiagnostic).join('\n'));
  const { catalogue } = read;
  return [
    heading(1, 'Controls'),
    paragraph([
      `${catalogue.title}. From `,
      code('drills/controls/hipaa.yaml'),
      `, last compared with its sources on ${catalogue.reviewed}. No legal advice: a drill supports an audit, it does not answer all of what is asked.`,
    ]),
    table([['Citation', 'Title', '', 'An auditor asks', 'A drill shows', 'Kinds'], ...catalogue.controls.map((control) => row(control, catalog))]),
    heading(2, 'Sources'),
    table([['Source', 'What was read', 'On'], ...catalogue.sources.map(({ id, title, seen }) => [[code(id)], title, seen])]),
    ...profiles(catalogue),
  ];
}

function row(control: Control, catalog: Catalog): readonly Words[] {
  const kinds = [...catalog.faults, ...catalog.steps, ...catalog.assertions, ...catalog.watchers];
  const speaking = kinds.filter(({ controls }) => controls.includes(control.citation)).map(({ kind }) => kind);
  const designation = control.designation === 'not-stated' ? '' : control.designation;
  return [control.citation, control.title, designation, control.asks, control.drillShows, [...new Set(speaking)].toSorted().join(', ')];
}

function profiles({ profiles: list }: ControlCatalogue): readonly Block[] {
  return list.flatMap((profile) => [
    heading(2, profile.title),
    paragraph([`${profile.note} Off by default; its name is `, code(profile.id), '.']),
    table([
      ['Where', 'Title', 'It would ask', 'A drill shows'],
      ...profile.controls.map(({ citation, title, asks, drillShows }) => [citation, title, asks, drillShows]),
    ]),
  ]);
}
