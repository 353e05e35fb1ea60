import { defineStep } from '../model/kind.ts';
import type { WebRootPart } from '../model/web-root.ts';
import { commandsToRestore, ownWay, restoreParts } from './restore-files.ts';
import { fromPattern } from './sets.ts';

const all = ['config', 'web-rules'] as const satisfies readonly WebRootPart[];

/**
 * Brings back how the shop is run from a backup set: `wp-config.php` with its salts, and every `.htaccess` of the web
 * root, or the one of the two that `what` names. A `.htaccess` that the set does not have goes away. Does not touch the
 * web server's own configuration.
 */
export const restoreConfig = defineStep({
  kind: 'restore-config',
  title: 'Restore the configuration and the web rules',
  controls: ['164.308(a)(7)(ii)(B)', '164.312(a)(1)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['from'],
    properties: { from: { type: 'string', pattern: fromPattern }, what: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: all } } },
  },
  example: { from: 'last-clean', what: ['config', 'web-rules'] },
  describe: ({ from, what = all }) => ({ commands: commandsToRestore(from, what), fidelity: 'equivalent', reason: ownWay }),
  apply: async ({ from, what = all }, context) => await restoreParts(context, from, what),
});
