import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Io } from '../../src/commands/io.ts';
import { loadPlan } from '../../src/commands/load-plan.ts';
import { rehearseOne, type Rehearsed } from '../../src/commands/rehearse-one.ts';
import { exportSet } from './export-set.ts';
import { decide, firstSiteOf } from './first-site.ts';
import { home, testPorts } from './rehearse.ts';
import { shops } from './shops.ts';

const missing = 'its WooCommerce or WordPress is not in the artifact cache: muster artifacts add woocommerce|wordpress PATH';
const tenMinutesMs = 600_000;

describe.each(shops.filter(({ commerce, storage }) => commerce === '10.6.2' && storage === 'hpos'))(
  'the first drill of a shop with WooCommerce $name, on its own backup',
  ({ available, flags, commerce }) => {
    const shop = mkdtempSync(join(tmpdir(), 'muster-first-drill-'));
    afterAll(() => rmSync(shop, { recursive: true, force: true }));
    const ports = { ...testPorts(), env: { ...process.env, GITHUB_ACTIONS: undefined, XDG_STATE_HOME: join(shop, 'state') } };
    const ioIn = (cwd: string): Io => ({ out: () => undefined, err: () => undefined, cwd, signal: new AbortController().signal });
    async function drillOn(io: Io, drill: string, plan: Parameters<typeof loadPlan>[1]): Promise<Rehearsed> {
      const loaded = loadPlan(drill, plan, io, ports);
      if ('diagnostics' in loaded) throw new Error(loaded.diagnostics.map((one) => one.message).join('; '));
      return await rehearseOne(loaded, { out: join(io.cwd, 'reports') }, io, ports);
    }
    const mustPass = ({ result }: Rehearsed): void => {
      expect(result.reasons).toEqual([]);
      expect(result.verdict).toBe('pass');
      expect(result.stack.commerce).toEqual({ name: 'woocommerce', version: commerce, standIn: false });
      expect(result.assertions.map(({ kind, proof }) => `${kind} ${proof}`)).toEqual(result.assertions.map(({ kind }) => `${kind} caught`));
      expect(result.teardown.leftovers).toEqual([]);
    };

    it('passes within ten minutes from the set alone: init, the decisions, validate, run', { timeout: 2 * tenMinutesMs }, async (context) => {
      if (!available) context.skip(missing);
      const procedure = { 'sites/clinic-shop/stack.yaml': (text: string) => text.replace('procedure: dump-age', 'procedure: mariabackup-age') };
      await exportSet(shop, { flags, change: procedure });
      const began = performance.now();
      mkdirSync(join(shop, 'new'));
      const [io, backup] = [ioIn(join(shop, 'new')), join(shop, 'plain')];
      await firstSiteOf(shop, { source: { backup } }, io, ports);
      const rehearsed = await drillOn(io, 'database-loss', { site: 'sites/my-shop', backup });
      mustPass(rehearsed);
      expect(rehearsed.result.evidenceGrade).toBe('production-backup');
      expect(performance.now() - began).toBeLessThan(tenMinutesMs);
    });

    it('passes on an encrypted mariabackup of it as well, by the runbook that takes the key out of escrow', { timeout: tenMinutesMs }, async (context) => {
      if (!available) context.skip(missing);
      const folder = join(shop, 'physical');
      cpSync(join(home, 'drills'), join(folder, 'drills'), { recursive: true });
      const keys = ['backup-identity', 'phi-key', 'salts'].map((key) => `${key}: ${join(shop, 'escrow', key)}`).join(', ');
      decide(join(folder, 'drills/sites/clinic-shop/stack.yaml'), /custodian: privacy-officer \}/u, `custodian: privacy-officer, keys: { ${keys} } }`);
      const rehearsed = await drillOn(ioIn(folder), 'drills/database-loss', { backup: join(shop, 'set') });
      mustPass(rehearsed);
      expect(rehearsed.result.notProven.join('\n')).toContain('How fast the physical backup comes back in place');
    });
  },
);
