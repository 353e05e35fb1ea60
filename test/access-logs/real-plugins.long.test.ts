import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accessLogContinuous } from '../../src/assertions/access-log-continuous.ts';
import { noUnloggedPhi } from '../../src/assertions/no-unlogged-phi.ts';
import type { RunContext } from '../../src/model/ports/run-context.ts';
import { captured, proven, raiseShop } from '../drills/raise-shop.ts';

/** Unpacked plugins by their slug, where somebody has put them: they are not Muster's to ship. */
const folder = process.env['MUSTER_LOG_PLUGINS'] ?? '';
const stack = 'sites/clinic-shop/stack.yaml';
const gaps = 'known-gaps: [{ gap: unlogged-reads, paths: [rest-single, rest-list], owner: privacy-officer, reason: "No REST reads", expires: 2099-12-31 }]';

const plugins = [
  { kind: 'simple-history', slug: 'simple-history', commerce: 'order-desk' },
  { kind: 'stream', slug: 'stream', commerce: 'order-desk' },
  { kind: 'wp-activity-log', slug: 'wp-security-audit-log', commerce: 'woocommerce' },
] as const;
const [there, absent] = [true, false].map((wanted) => plugins.filter(({ slug }) => (folder !== '' && existsSync(join(folder, slug))) === wanted));

it('says in one line which log plugins are not here', () => {
  const names = (absent ?? []).map(({ slug }) => slug).join(', ');
  if (names !== '') process.stdout.write(`not tried: ${names} (unpack them into a folder and name that in MUSTER_LOG_PLUGINS)\n`);
  expect((there ?? []).length + (absent ?? []).length).toBe(plugins.length);
});

describe.each(there ?? [])('the plugin $slug itself, on $commerce', ({ kind, slug, commerce }) => {
  it('writes what the adapter reads, and both assertions can fail on it', { timeout: 600_000 }, async () => {
    const plugin = join(folder, slug);
    const change = {
      [stack]: (text: string) =>
        text
          .replace('access-log: { kind: phi-access-log, off-box: true }', `access-log: { kind: ${kind} }\n${gaps}`)
          .replace('backup:\n', `  - { slug: ${slug}, source: { path: plugins/${slug} }, tier: 1, role: logs-phi }\n\nbackup:\n`),
    };
    await using shop = await raiseShop({
      change,
      flags: { commerce },
      prepare: (drills) => cpSync(plugin, join(drills, 'sites/clinic-shop/plugins', slug), { recursive: true }),
    });
    await shop.context.shop.placeOrder('backup');
    await visitAdmin(shop.context);
    const continuity = await proven(accessLogContinuous, shop.context, await captured(accessLogContinuous, shop.context));
    expect(
      continuity.map((one) => one.reading),
      continuity[0].actual,
    ).toEqual(['holds', 'broken', 'holds']);
    const reads = await proven(noUnloggedPhi, shop.context, null);
    expect(
      reads.map((one) => one.reading),
      reads[0].actual,
    ).toEqual(['holds', 'broken', 'holds']);
    expect(reads[0].counts).toMatchObject({ unlogged: 0, waived: 5 });
  });
});

/** As somebody in the shop did long ago: some plugins make their tables, and show their wizard, at the first visit; then a history. */
async function visitAdmin({ shop, mirror }: RunContext): Promise<void> {
  const administrator = mirror.accounts['administrator'];
  for (let visit = 0; visit < 4; visit += 1) {
    const session = administrator === undefined ? null : await shop.login(administrator);
    if (session === null) throw new Error('the administrator could not log in');
    await using visitor = session;
    await visitor.request({ path: '/wp-admin/index.php', timeoutMs: 30_000 });
  }
}
