import { defineStep } from '../model/kind.ts';
import { commandsToRestore, ownWay, restoreParts } from './restore-files.ts';
import { fromPattern } from './sets.ts';

/**
 * Brings `wp-content/uploads` back from a backup set, as a whole: what was uploaded, encrypted or planted since then goes
 * away. Does not compare uploads with the database.
 */
export const restoreUploads = defineStep({
  kind: 'restore-uploads',
  title: 'Restore the uploads',
  controls: ['164.308(a)(7)(ii)(B)', '164.312(c)(1)'],
  params: { type: 'object', additionalProperties: false, required: ['from'], properties: { from: { type: 'string', pattern: fromPattern } } },
  example: { from: 'last-clean' },
  describe: ({ from }) => ({ commands: commandsToRestore(from, ['uploads']), fidelity: 'equivalent', reason: ownWay }),
  apply: async ({ from }, context) => await restoreParts(context, from, ['uploads']),
});
