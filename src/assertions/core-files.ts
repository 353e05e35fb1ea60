import { defineAssertion, noParams } from '../model/kind.ts';
import { differenceOf, manifestOf, setAside, type Manifest } from './file-manifest.ts';
import { judged } from './reading.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/** WordPress's own files: two folders, and the scripts of the web root; what a site writes there itself is left out. */
const folders = ['wp-admin', 'wp-includes'] as const;
const scripts = ['.', '-maxdepth', '1', '-name', '*.php', '!', '-name', 'wp-config.php'] as const;

/** Nothing loads it while a shop serves pages, so that the sabotage stays a missing file. */
const spareFile = 'wp-includes/class-snoopy.php';

/**
 * WordPress's core is, file by file, what it was at the backup: nothing changed, lost or added. The manifest is taken
 * from the quiet site, so no network is needed. Does not say whether the core was the official one to begin with: that
 * is `muster lock`'s digest of where it came from.
 */
export const coreFilesIntact = defineAssertion({
  kind: 'core-files',
  title: 'WordPress core is file by file what it was',
  controls: ['164.312(c)(1)', '164.308(a)(5)(ii)(B)'],
  requirements: ['R2'],
  params: noParams,
  example: {},
  capture: async (_params, context): Promise<Manifest> => await coreOf(context),
  async check(_params, context) {
    const { changed, missing, added } = differenceOf(context.reference, await coreOf(context));
    const counts = { files: context.reference.size, changed: changed.length, missing: missing.length, added: added.length };
    return judged(context.reference.size > 0 && changed.length + missing.length + added.length === 0, {
      expected: `${counts.files} files of WordPress core as at the backup`,
      actual: `${counts.changed} changed, ${counts.missing} missing, ${counts.added} added`,
      counts,
      evidence: [...changed, ...missing, ...added].slice(0, 10),
    });
  },
  async sabotage(_params, context) {
    const away = await setAside(context, spareFile);
    return { what: `${spareFile} taken away`, undo: () => away.undo() };
  },
});

async function coreOf(context: RunContext): Promise<Manifest> {
  const parts = await Promise.all([manifestOf(context, folders), manifestOf(context, scripts)]);
  return new Map(parts.flatMap((part) => [...part]));
}
