import { bullets, heading, link, paragraph, type Block } from '../../src/model/markdown.ts';

/** The first page: what stands where. */
export function indexPage(): readonly Block[] {
  return [
    heading(1, 'Reference'),
    paragraph('Made from the registries of the program, so it says what this version can do. How to use it is told in the pages of the folder above.'),
    bullets([
      [link('commands.md', 'Commands'), ': every verb with its arguments and flags'],
      [link('exit-codes.md', 'Exit codes and errors'), ': what each means, and what to do next'],
      [link('faults.md', 'Faults'), ': what a drill can break'],
      [link('steps.md', 'Runbook steps'), ': what a documented step can run'],
      [link('assertions.md', 'Assertions'), ': what must be true afterwards'],
      [link('watchers.md', 'Watchers'), ': what looks on from before the failure until the end'],
      [link('schemas.md', 'Schemas'), ': the files of a definition, key by key'],
      [link('controls.md', 'Controls'), ': citations, what an auditor asks, and which kinds speak to them'],
    ]),
  ];
}
