import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import { inWebRoot } from './web-root.ts';

/** Deletes files or folders of the web root, as a wrong `rm` or a host's clean-up does. Cannot be undone; restore them. */
export const loseFiles = defineFault({
  kind: 'lose-files',
  title: 'Lose files of the web root',
  controls: ['164.308(a)(7)(ii)(B)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['paths'],
    properties: { paths: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', pattern: '^[A-Za-z0-9_][A-Za-z0-9_./-]{0,200}$' } } },
  },
  example: { paths: ['wp-content/plugins'] },
  async inject({ paths }, context) {
    if (paths.some((path) => path.split('/').includes('..'))) throw new DrillError('INVALID_FLAG', 'lose-files: a path leads out of the web root.');
    const counted = await inWebRoot(context, 'find "$@" -type f 2>/dev/null | wc -l; rm -rf -- "$@"', paths);
    return { summary: `deleted ${paths.join(', ')}`, data: { paths: [...paths], files: Number(counted) } };
  },
  async observe({ paths }, context) {
    const left = Number(await inWebRoot(context, 'for p in "$@"; do [ -e "$p" ] && echo "$p"; done | wc -l', paths));
    return { observed: left === 0, text: left === 0 ? `${paths.length} paths are gone` : `${left} of ${paths.length} paths are still there` };
  },
});
