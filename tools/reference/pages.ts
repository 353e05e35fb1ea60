import { catalog } from '../../src/catalog.ts';
import { schemasOf } from '../../src/definition/compose.ts';
import { markdownOf, type Block } from '../../src/model/markdown.ts';
import { commandPage } from './commands.ts';
import { controlsPage } from './controls.ts';
import { exitCodePage } from './exit-codes.ts';
import { indexPage } from './index-page.ts';
import { kindPage } from './kinds.ts';
import { schemaPage } from './schemas.ts';

/** Every page of docs/reference by its file name, as the code of today says it. */
export function referencePages(home: string): ReadonlyMap<string, string> {
  const pages: readonly (readonly [string, readonly Block[]])[] = [
    ['README.md', indexPage()],
    ['faults.md', kindPage(catalog.faults, 'fault')],
    ['steps.md', kindPage(catalog.steps, 'step')],
    ['assertions.md', kindPage(catalog.assertions, 'assertion')],
    ['watchers.md', kindPage(catalog.watchers, 'watcher')],
    ['commands.md', commandPage()],
    ['exit-codes.md', exitCodePage()],
    ['schemas.md', schemaPage(schemasOf(catalog))],
    ['controls.md', controlsPage(catalog, home)],
  ];
  return new Map(pages.map(([name, blocks]) => [name, `<!-- Written by \`npm run docs\`: change the code, not this page. -->\n\n${markdownOf(blocks)}`]));
}
