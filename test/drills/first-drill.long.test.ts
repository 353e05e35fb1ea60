import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { init } from '../../src/commands/init.ts';
import type { Io } from '../../src/commands/io.ts';
import { loadPlan } from '../../src/commands/load-plan.ts';
import { rehearseOne, type Rehearsed } from '../../src/commands/rehearse-one.ts';
import { validate } from '../../src/commands/validate.ts';
import { exportSet } from './export-set.ts';
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
    /** Writes an answer in the place of what is open. */
    const decide = (path: string, from: RegExp, to: string): void => {
      const before = readFileSync(path, 'utf8');
      expect(before).toMatch(from);
      writeFileSync(path, before.replace(from, to));
    };
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
      expect(await init({ backup, out: 'sites/my-shop' }, io, ports)).toBe(0);
      const site = (file: string): string => join(shop, 'new/sites/my-shop', file);
      decide(site('people.yaml'), /"TODO: who is[^"]*"/u, '"Ana Ruiz"');
      decide(site('people.yaml'), /"TODO: how are[^"]*"/u, '"+1 555 0100"');
      decide(site('phi-map.yaml'), /"TODO: how is[^"]*"/u, 'volume');
      decide(site('stack.yaml'), /"TODO: how often[^"]*"/u, 'PT45M');
      decide(site('stack.yaml'), /"TODO: in which file[^"]*"/u, join(shop, 'escrow/phi-key'));
      decide(site('stack.yaml'), /"TODO: by which name[^"]*"/u, 'rx-intake');
      expect(await validate(['.'], {}, io, ports)).toBe(0);
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
