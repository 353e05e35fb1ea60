import { defineAssertion, noParams } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { activePlugins } from './active-plugins.ts';
import { differenceOf, manifestOf, setAside, type Manifest } from './file-manifest.ts';
import { broken, judged } from './reading.ts';

interface Captured {
  /** Main files of the active plugins, e.g. `phi-access-log/phi-access-log.php`, in load order. */
  readonly active: readonly string[];
  readonly files: Manifest;
}

/**
 * Every plugin that was active at the backup is active and all of its files are there and the same, must-use plugins
 * and drop-ins too. WordPress passes over a plugin whose file is missing without a word, and over a drop-in whose link
 * leads nowhere. Does not say whether a plugin does its work: that is what the other assertions are for.
 */
export const pluginsPresent = defineAssertion({
  kind: 'plugins-present',
  title: 'Plugins, must-use plugins and drop-ins are all back',
  controls: ['164.308(a)(7)(ii)(E)', '164.312(b)'],
  requirements: ['R3', 'R9'],
  params: noParams,
  example: {},
  async capture(_params, context): Promise<Captured> {
    const active = await activePlugins(context.mirror.database);
    return { active, files: await codeOf(context, active) };
  },
  async check(_params, context) {
    const { active, files } = context.reference;
    const now = await activePlugins(context.mirror.database);
    const { changed, missing, added } = differenceOf(files, await codeOf(context, active));
    const off = active.filter((plugin) => !now.includes(plugin));
    const unknown = now.filter((plugin) => !active.includes(plugin));
    const counts = { plugins: active.length, off: off.length, unknown: unknown.length, changed: changed.length, missing: missing.length, added: added.length };
    const said = {
      expected: `${active.length} plugins active with ${files.size} files, must-use plugins and drop-ins among them, as at the backup`,
      actual: `${off.length} not active, ${unknown.length} active that were not; files: ${missing.length} missing, ${changed.length} changed, ${added.length} added`,
      counts,
      evidence: [...off, ...unknown, ...missing, ...changed, ...added].slice(0, 10),
    };
    if (active.length === 0) return broken({ ...said, actual: 'no plugin was active at the backup' });
    return judged(off.length + unknown.length + missing.length + changed.length + added.length === 0, said);
  },
  async sabotage(_params, context) {
    const [last = ''] = context.reference.active.toReversed();
    const away = await setAside(context, `wp-content/plugins/${last}`);
    return { what: `the file of the active plugin ${last.split('/')[0] ?? ''} taken away`, undo: () => away.undo() };
  },
});

/** The active plugins' folders, all of mu-plugins, and the drop-ins beside them. */
async function codeOf(context: RunContext, active: readonly string[]): Promise<Manifest> {
  const folders = [...new Set(active.map((file) => `wp-content/plugins/${file.includes('/') ? (file.split('/')[0] ?? '') : file}`))];
  const parts = await Promise.all([
    manifestOf(context, [...folders, 'wp-content/mu-plugins']),
    manifestOf(context, ['wp-content', '-maxdepth', '1', '-name', '*.php']),
  ]);
  return new Map(parts.flatMap((part) => [...part]));
}
