import { defineWatcher, noParams } from '../model/kind.ts';
import { unguardedBy } from '../model/plugin-edges.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { keepPace } from './pace.ts';

/** A state that lasts shorter may be missed. */
const everyMs = 100;

/**
 * Writes down which plugins are active, and every change of it, as it happens: the order in which they came back, and for
 * how long something that serves PHI was active while what encrypts or logs it was not. What stands in `active_plugins` is
 * what WordPress means to load; whether a plugin's files are there, `plugins-present` says.
 */
export const activePluginsWatcher = defineWatcher({
  kind: 'active-plugins',
  title: 'Writes down which plugins are active, the whole time',
  controls: ['164.312(b)', '164.308(a)(7)(ii)(C)'],
  params: noParams,
  example: {},
  resolutionMs: () => everyMs,
  async watch(_params, context) {
    const record = new PluginRecord(context);
    const loop = keepPace({ everyMs, atOnce: 1, signal: context.signal }, () => record.look());
    return { report: async () => record.report(), stop: () => loop.stop() };
  },
});

class PluginRecord {
  readonly #context: RunContext;
  #looks = 0;
  #blind = 0;
  #changes = 0;
  #active: readonly string[] | null = null;
  /** Slugs in the order in which they became active; those that came together in one entry. */
  #order: string[][] = [];
  #exposedSince: number | null = null;
  #exposedMs = 0;
  #exposures = 0;
  readonly #breaches = new Set<string>();

  constructor(context: RunContext) {
    this.#context = context;
  }

  async look(): Promise<void> {
    this.#looks += 1;
    const now = await activeSlugs(this.#context).catch(() => null);
    if (now === null) {
      this.#blind += 1;
      return;
    }
    this.#judge(now);
    const before = this.#active;
    if (before !== null && before.join() === now.join()) return;
    this.#active = now;
    const came = now.filter((slug) => before === null || !before.includes(slug));
    this.#order = [...this.#order.map((slugs) => slugs.filter((slug) => now.includes(slug))), came].filter((slugs) => slugs.length > 0);
    if (before === null) return;
    this.#changes += 1;
    const text = now.length === 0 ? 'no plugin is active' : `active: ${now.join(', ')}`;
    await this.#context.record({ type: 'watcher-noted', kind: 'active-plugins', text, data: { active: [...now] } });
  }

  /** An exposure lasts from the look that saw it to the first one that did not. */
  #judge(now: readonly string[]): void {
    const breaches = unguardedBy(now, this.#context.plan.site.plugins);
    const at = this.#context.clock.monotonicMs();
    for (const { before, after } of breaches) this.#breaches.add(`${after} was active while ${before} was not`);
    if (breaches.length > 0 && this.#exposedSince === null) {
      this.#exposedSince = at;
      this.#exposures += 1;
    }
    if (breaches.length === 0 && this.#exposedSince !== null) {
      this.#exposedMs += at - this.#exposedSince;
      this.#exposedSince = null;
    }
  }

  report() {
    const open = this.#exposedSince === null ? 0 : this.#context.clock.monotonicMs() - this.#exposedSince;
    return {
      samples: this.#looks,
      findings: [...this.#breaches].map((text) => ({ severity: 'high' as const, text, controls: ['164.312(b)'] })),
      summary: {
        blind: this.#blind,
        changes: this.#changes,
        exposures: this.#exposures,
        exposedMs: Math.round(this.#exposedMs + open),
        order: this.#order.map((slugs) => slugs.join(' + ')),
        breaches: [...this.#breaches],
      },
    };
  }
}

/** Slugs of the active plugins in load order; the stack's `commerce` by that name. */
async function activeSlugs({ mirror: { database, commerceSlug } }: RunContext): Promise<readonly string[]> {
  const [row] = await database.query(`SELECT option_value AS v FROM \`${database.prefix}options\` WHERE option_name = 'active_plugins'`);
  const files = [...String(row?.['v'] ?? '').matchAll(/"([^"]+\.php)"/gu)].map(([, file = '']) => file);
  return files.map((file) => file.split('/')[0] ?? file).map((slug) => (slug === commerceSlug ? 'commerce' : slug));
}
