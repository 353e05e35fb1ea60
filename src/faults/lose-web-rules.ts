import { defineFault, noParams } from '../model/kind.ts';
import { inWebRoot } from './web-root.ts';

/**
 * Takes every `.htaccess` of the web root away, as a copy does that leaves dot files out, or a move to a server that does
 * not read them: logs, backups and uploads that only those files kept private are open, and no address but the front
 * page works. What the web server's own configuration denies stays denied.
 */
export const loseWebRules = defineFault({
  kind: 'lose-web-rules',
  title: 'Lose the web rules of the web root',
  controls: ['164.312(a)(1)', '164.308(a)(4)(ii)(C)'],
  params: noParams,
  example: {},
  async inject(_params, context) {
    const files = Number(await inWebRoot(context, `find . -name .htaccess -type f -print -delete | wc -l`));
    return { summary: `${files} files of rules are gone`, data: { files } };
  },
  async observe(_params, context) {
    const left = Number(await inWebRoot(context, `find . -name .htaccess | wc -l`));
    return { observed: left === 0, text: left === 0 ? 'no .htaccess is left' : `${left} are still there` };
  },
});
