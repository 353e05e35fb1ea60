import { DrillError } from '../model/errors.ts';
import { defineAssertion, noParams } from '../model/kind.ts';
import { privateFiles } from './private-files.ts';
import { lookAtFile } from './planted-file.ts';
import { broken, judged } from './reading.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { variantOf } from '../model/variant.ts';

/** Served to everybody: the control that files of the web root are served at all. */
const openFile = '/wp-content/uploads/muster-open.txt';

/**
 * Files that are nobody's business are not served: the shop's logs, private uploads, backups, version control, debug log,
 * copies of the configuration and dumps, and whatever lies below the paths that the stack denies. A file with a random
 * word is put into each place (or what lies there is taken), seen to be there, asked for as nobody, and taken away: judged
 * by content, whatever the status. Another one, which anybody may have, must be served. Does not know places of its own
 * that a shop has beside them: name those in the stack's `deny`.
 */
export const filesPrivate = defineAssertion({
  kind: 'files-private',
  title: 'Logs, backups and private uploads are served to nobody',
  controls: ['164.312(a)(1)', '164.308(a)(4)(ii)(C)'],
  requirements: ['R6', 'R18'],
  params: noParams,
  example: {},
  capture: async () => null,
  async check(_params, context) {
    const open = await lookAtFile(context, openFile);
    const places = [...privateFiles, ...variantOf(context.mirror.site).deny.map((folder) => `${folder}/muster.txt`)];
    const served: string[] = [];
    let down = open === 'down';
    for (const path of places) {
      const seen = await lookAtFile(context, path);
      down ||= seen === 'down';
      if (seen === 'served') served.push(path);
    }
    const said = {
      expected: `none of ${places.length} private files is served, and a public one is`,
      actual: `${served.length} of ${places.length} private files served; the public one ${open === 'served' ? 'served' : 'not served'}`,
      counts: { files: places.length, served: served.length },
      evidence: served.slice(0, 10),
    };
    if (served.length > 0) return broken(said);
    return down ? broken(said, 'unreachable') : judged(open === 'served', said);
  },
  sabotage: (_params, context) => loseRules(context),
});

/** Takes the web root's `.htaccess` away, or, where the server denies by its own configuration, opens that. */
async function loseRules({ mirror }: RunContext): Promise<{ readonly what: string; undo(): Promise<void> }> {
  const nginx = variantOf(mirror.site).server === 'nginx';
  const [file, aside] = nginx ? ['/run/muster/web/deny.conf', '/run/muster/web/deny.kept'] : ['/var/www/html/.htaccess', '/var/tmp/muster-htaccess'];
  const reload = nginx ? '; /opt/muster/reload; sleep 1' : '';
  const run = async (script: string): Promise<void> => {
    const { code } = await mirror.containers.exec('web', ['sh', '-c', `set -e; ${script}${reload}`, 'sh', file, aside], { user: 'root' });
    if (code !== 0) throw new DrillError('COMMAND_FAILED', `web: the rules could not be moved (exit ${code}).`);
  };
  await run(nginx ? 'cp -a "$1" "$2"; : > "$1"' : 'mv -T "$1" "$2"');
  return { what: nginx ? 'the denied folders open' : 'the .htaccess of the web root gone', undo: () => run('mv -T "$2" "$1"') };
}
