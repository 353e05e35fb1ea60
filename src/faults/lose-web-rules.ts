import { defineFault, noParams } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { variantOf } from '../model/variant.ts';
import { inWebRoot } from './web-root.ts';

/** Where nginx has what the site's own configuration denies; it reads it again without a cut. */
const serverRules = '/run/muster/web/deny.conf';

/**
 * Takes every `.htaccess` of the web root away, as a copy does that leaves dot files out, or a move to a server that does
 * not read them: logs, backups and uploads that only those files kept private are open, and no address but the front
 * page works. On Apache, what the server's own configuration denies stays denied. nginx reads no `.htaccess`: there the
 * site's rules stand in the server's configuration, and they are what a new server was set up without.
 */
export const loseWebRules = defineFault({
  kind: 'lose-web-rules',
  title: 'Lose the web rules of the site',
  controls: ['164.312(a)(1)', '164.308(a)(4)(ii)(C)'],
  params: noParams,
  example: {},
  async inject(_params, context) {
    const files = Number(await inWebRoot(context, `find . -name .htaccess -type f -print -delete | wc -l`));
    if (!onNginx(context)) return { summary: `${files} files of rules are gone`, data: { files } };
    const lines = await rulesOfServer(context);
    await inWebRoot(context, ': > "$1"; /opt/muster/reload; sleep 1', [serverRules]);
    return { summary: `${lines} rules of the server are gone, ${files} files of rules with them`, data: { files, lines } };
  },
  async observe(_params, context) {
    const left = Number(await inWebRoot(context, `find . -name .htaccess | wc -l`)) + (onNginx(context) ? await rulesOfServer(context) : 0);
    return { observed: left === 0, text: left === 0 ? 'no rules are left' : `${left} are still there` };
  },
});

const onNginx = ({ plan }: RunContext): boolean => variantOf(plan.site).server === 'nginx';

async function rulesOfServer(context: RunContext): Promise<number> {
  return Number(await inWebRoot(context, 'grep -c . "$1" || test $? -eq 1', [serverRules]));
}
