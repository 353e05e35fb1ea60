import { defineFault } from '../model/kind.ts';
import { inWebRoot } from './web-root.ts';

/** A core file that every page loads, one that none does, and a name that looks like core's own. */
const files = { changed: 'wp-includes/functions.php', deleted: 'wp-includes/class-snoopy.php', added: 'wp-includes/class-wp-cache-query.php' } as const;

/**
 * Changes one file of WordPress's core, deletes one and adds one, as an attacker or half an update leaves it. The shop
 * goes on working, which is the point: nobody notices. The change and the added file do nothing.
 */
export const tamperCore = defineFault({
  kind: 'tamper-core',
  title: 'Tamper with WordPress core',
  controls: ['164.312(c)(1)', '164.308(a)(5)(ii)(B)'],
  params: { type: 'object', additionalProperties: false, properties: {} },
  example: {},
  async inject(_params, context) {
    const script = `printf '\\n// tampered\\n' >> "$1"; rm -f -- "$2"; printf '<?php // added\\n' > "$3"`;
    await inWebRoot(context, script, [files.changed, files.deleted, files.added]);
    return { summary: 'one core file changed, one deleted, one added', data: { ...files } };
  },
  async observe(_params, context) {
    const seen = await inWebRoot(
      context,
      `tail -c 12 "$1" | grep -c tampered; [ -e "$2" ] && echo there || echo gone; [ -e "$3" ] && echo added || echo none`,
      [files.changed, files.deleted, files.added],
    );
    const observed = seen.split('\n').join(' ') === '1 gone added';
    return { observed, text: observed ? 'the three files differ from what they were' : 'not all three files differ' };
  },
});
