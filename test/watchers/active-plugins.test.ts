import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { unguardedBy } from '../../src/model/plugin-edges.ts';
import { activePluginsWatcher } from '../../src/watchers/active-plugins.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

const plugin = (slug: string, role: string) => ({ slug, role, needs: [] as readonly string[], sources: [], tier: 1 });
const plugins = [
  plugin('phi-vault', 'encrypts-phi'),
  plugin('phi-access-log', 'logs-phi'),
  plugin('commerce', 'serves-phi'),
  plugin('care-roles', 'guards-access'),
];
/** As WordPress stores the option. */
const stored = (...slugs: readonly string[]): string => {
  const entries = slugs.map((slug, at) => `i:${at};s:${slug.length * 2 + 5}:"${slug}/${slug}.php";`);
  return `a:${slugs.length}:{${entries.join('')}}`;
};

describe('what must not be', () => {
  it('is that something serves PHI while what encrypts or logs it is off', () => {
    expect(unguardedBy(['commerce'], plugins).map(({ before }) => before)).toEqual(['phi-vault', 'phi-access-log']);
    expect(unguardedBy(['commerce', 'phi-vault'], plugins)).toMatchObject([{ before: 'phi-access-log', after: 'commerce' }]);
  });
  it('is nothing while what serves PHI is off, nor when only what guards access is missing', () => {
    expect(unguardedBy(['care-roles'], plugins)).toEqual([]);
    expect(unguardedBy(['phi-access-log', 'commerce', 'phi-vault'], plugins)).toEqual([]);
  });
});

describe('the record of active plugins', () => {
  it('tells each change as it happens, the order of activation, and how long something stood unguarded', async () => {
    const mirror = memoryMirror();
    const { context, rows, facts } = mirror;
    const site = { ...context.plan.site, plugins };
    let nowMs = 0;
    const clock = { now: () => '2026-11-23T10:00:00.000Z', monotonicMs: () => (nowMs += 50) };
    const become = async (...slugs: readonly string[]): Promise<void> => {
      rows.set('active_plugins', [{ v: stored(...slugs) }]);
      await sleep(250);
    };
    rows.set('active_plugins', [{ v: stored('order-desk', 'phi-access-log', 'phi-vault') }]);
    const watching = await activePluginsWatcher.watch({}, { ...context, clock, plan: { ...context.plan, site } });
    await sleep(150);
    await become();
    await become('order-desk');
    await become('order-desk', 'phi-vault');
    await become('order-desk', 'phi-access-log', 'phi-vault');
    await watching.stop();
    const { summary, findings } = await watching.report();
    expect(summary).toMatchObject({ changes: 4, exposures: 1, blind: 0, order: ['commerce', 'phi-vault', 'phi-access-log'] });
    expect(summary['exposedMs']).toBeGreaterThan(0);
    expect(findings.map(({ text }) => text)).toEqual(['commerce was active while phi-vault was not', 'commerce was active while phi-access-log was not']);
    expect(facts.map((fact) => (fact.type === 'watcher-noted' ? fact.text : ''))).toEqual([
      'no plugin is active',
      'active: commerce',
      'active: commerce, phi-vault',
      'active: commerce, phi-access-log, phi-vault',
    ]);
  });
});
