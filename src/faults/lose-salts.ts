import { defineFault } from '../model/kind.ts';
import { saltLines } from '../model/salts.ts';
import { inWebRoot } from './web-root.ts';

/**
 * Takes the keys and salts out of `wp-config.php`, as a rebuilt configuration does. WordPress says nothing: it makes up
 * new ones and keeps them in the database. Every log-in ends, and whatever a plugin encrypted with them cannot be read.
 */
export const loseSalts = defineFault({
  kind: 'lose-salts',
  title: "Lose the keys and salts of the shop's configuration",
  controls: ['164.312(a)(2)(iv)', '164.312(d)'],
  params: { type: 'object', additionalProperties: false, properties: {} },
  example: {},
  async inject(_params, context) {
    const lines = await inWebRoot(context, 'grep -cE "$1" wp-config.php; sed -i -E "\\\\#$1#d" wp-config.php', [saltLines]);
    return { summary: `${lines} keys and salts are gone from wp-config.php`, data: { lines: Number(lines) } };
  },
  async observe(_params, context) {
    const left = Number(await inWebRoot(context, 'grep -cE "$1" wp-config.php || true', [saltLines]));
    return { observed: left === 0, text: left === 0 ? 'wp-config.php defines no key and no salt' : `wp-config.php still defines ${left} of them` };
  },
});
