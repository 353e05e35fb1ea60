import { defineAssertion, noParams } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { differenceOf, manifestOf, plantFile, type Manifest } from './file-manifest.ts';
import { judged } from './reading.ts';

/** What a web server runs or obeys, wherever it lies below wp-content. */
const code = ['(', '-name', '*.php*', '-o', '-name', '*.phtml', '-o', '-name', '*.phar', '-o', '-name', '.htaccess', '-o', '-name', '.user.ini', ')'] as const;

/**
 * Nothing below wp-content can be run, or tells the web server what to run, that was not there at the backup: a web
 * shell among the uploads, a line more in a plugin. Does not look into the database: content that is run from there
 * (`eval` of an option) is not found.
 */
export const noForeignCode = defineAssertion({
  kind: 'no-foreign-code',
  title: 'No code came back that was not the shop’s own',
  controls: ['164.308(a)(5)(ii)(B)', '164.312(c)(1)'],
  requirements: ['R2', 'R9'],
  params: noParams,
  example: {},
  capture: async (_params, context): Promise<Manifest> => await codeBelow(context),
  async check(_params, context) {
    const { changed, added } = differenceOf(context.reference, await codeBelow(context));
    return judged(changed.length + added.length === 0, {
      expected: `no code below wp-content beside the ${context.reference.size} files of the backup`,
      actual: `${added.length} files more, ${changed.length} changed`,
      counts: { files: context.reference.size, added: added.length, changed: changed.length },
      evidence: [...added, ...changed].slice(0, 10),
    });
  },
  async sabotage(_params, context) {
    const planted = await plantFile(context, 'wp-content/uploads/2026/11/cache.php', '<?php // planted by the drill\n');
    return { what: 'a PHP file planted among the uploads', undo: () => planted.undo() };
  },
});

async function codeBelow(context: RunContext): Promise<Manifest> {
  return await manifestOf(context, ['wp-content', ...code]);
}
