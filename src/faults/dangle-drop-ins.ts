import { DrillError } from '../model/errors.ts';
import { defineFault, noParams } from '../model/kind.ts';
import { inWebRoot } from './web-root.ts';

/** Where a release tool keeps what wp-content links to, and a backup of the web root does not look. */
const target = '/srv/shop/current';

const script = `n=0; cd wp-content
for f in *.php; do [ "$f" = index.php ] || [ ! -f "$f" ] || { rm -f -- "$f"; ln -s "$1/$f" "$f"; n=$((n+1)); }; done
echo $n`;

/**
 * Leaves the drop-ins of wp-content (`object-cache.php`, `db.php`, …) as links that lead nowhere, as a copy of a shop does
 * whose drop-ins were links into a folder that nobody backed up. WordPress passes over them without a word.
 */
export const dangleDropIns = defineFault({
  kind: 'dangle-drop-ins',
  title: 'Drop-ins are links that lead nowhere',
  controls: ['164.308(a)(7)(ii)(B)', '164.308(a)(7)(ii)(E)'],
  params: noParams,
  example: {},
  async inject(_params, context) {
    const files = Number(await inWebRoot(context, script, [target]));
    if (files === 0) throw new DrillError('COMMAND_FAILED', 'dangle-drop-ins: this shop has no drop-in.');
    return { summary: `${files} drop-ins lead nowhere`, data: { files } };
  },
  async observe(_params, context) {
    const dangling = Number(await inWebRoot(context, 'find wp-content -maxdepth 1 -name "*.php" -xtype l | wc -l'));
    return { observed: dangling > 0, text: `${dangling} drop-ins are links that lead nowhere` };
  },
});
