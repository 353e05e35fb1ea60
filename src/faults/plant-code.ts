import { defineFault } from '../model/kind.ts';
import { inWebRoot } from './web-root.ts';

const shell = 'wp-content/uploads/2026/11/thumb-cache.php';

/**
 * Leaves a web shell's husk among the uploads, as an intruder does: a PHP file that the web server would run. It holds a
 * comment only, so that nothing on the mirror can be done with it.
 */
export const plantCode = defineFault({
  kind: 'plant-code',
  title: 'Plant a web shell among the uploads',
  controls: ['164.308(a)(5)(ii)(B)'],
  params: { type: 'object', additionalProperties: false, properties: {} },
  example: {},
  async inject(_params, context) {
    await inWebRoot(context, `mkdir -p "$(dirname "$1")"; printf '<?php // planted by the drill\\n' > "$1"; chown -R www-data:www-data wp-content/uploads`, [
      shell,
    ]);
    return { summary: 'a PHP file lies among the uploads', data: { file: shell } };
  },
  async observe(_params, context) {
    const found = (await inWebRoot(context, '[ -f "$1" ] && echo yes || echo no', [shell])) === 'yes';
    return { observed: found, text: found ? 'the file is there' : 'the file is not there' };
  },
});
