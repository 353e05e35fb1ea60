import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InitFlags } from '../../src/commands/init.ts';
import type { Io } from '../../src/commands/io.ts';
import { loadPlan } from '../../src/commands/load-plan.ts';
import { rehearseOne } from '../../src/commands/rehearse-one.ts';
import { takePrograms } from '../fetcher/programs.ts';
import { exportSet } from './export-set.ts';
import { firstSiteOf } from './first-site.ts';
import { testPorts } from './rehearse.ts';
import { shops } from './shops.ts';
import { updraftSet } from './updraft-set.ts';

const signal = new AbortController().signal;
const phrase = '0123456789abcdef0123456789abcdef';

interface GivenWay {
  readonly backup: string;
  readonly source: InitFlags;
  readonly keys: Readonly<Record<string, string>>;
}

/** What a shop's own backup tools leave of the same shop: where it lies, what `init` reads, what opens it. */
const ways: readonly { readonly name: string; make(shop: string): GivenWay | Promise<GivenWay> }[] = [
  {
    name: 'an UpdraftPlus set',
    make(shop) {
      const backup = updraftSet(shop, 'updraft', null);
      return { backup, source: { backup }, keys: {} };
    },
  },
  {
    name: 'an UpdraftPlus set with an encrypted database',
    make(shop) {
      const backup = updraftSet(shop, 'updraft-crypt', phrase);
      const file = join(shop, 'escrow/updraft-phrase');
      return { backup, source: { backup, updraftPhraseFile: file }, keys: { 'updraft-phrase': file } };
    },
  },
  {
    name: 'a restic repository',
    async make(shop) {
      const repository = join(shop, 'repository');
      const env = { RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: phrase, HOME: shop };
      await execa(join(shop, 'bin', 'restic'), ['init'], { env });
      await execa(join(shop, 'bin', 'restic'), ['backup', join(shop, 'plain')], { env });
      return { backup: `restic:${repository}`, source: { backup: join(shop, 'plain') }, keys: { 'restic-password': join(shop, 'escrow/restic-password') } };
    },
  },
];

describe.each(shops.filter(({ commerce, storage }) => commerce === '10.6.2' && storage === 'hpos'))(
  'a drill of a shop with WooCommerce $name',
  ({ available, flags, commerce }) => {
    const shop = mkdtempSync(join(tmpdir(), 'muster-given-sets-'));
    const path = process.env['PATH'];
    beforeAll(async () => {
      if (!available) return;
      await takePrograms(join(shop, 'bin'), signal);
      process.env['PATH'] = `${join(shop, 'bin')}:${path ?? ''}`;
      await exportSet(shop, { flags });
      for (const key of ['updraft-phrase', 'restic-password']) writeFileSync(join(shop, 'escrow', key), phrase, { mode: 0o600 });
    }, 600_000);
    afterAll(() => {
      process.env['PATH'] = path;
      rmSync(shop, { recursive: true, force: true });
    });

    it.for(ways)('passes on $name, from init to the end', { timeout: 900_000 }, async ({ name, make }, context) => {
      if (!available) context.skip('its WooCommerce or WordPress is not in the artifact cache: muster artifacts add woocommerce|wordpress PATH');
      const { backup, source, keys } = await make(shop);
      const cwd = join(shop, name.replaceAll(' ', '-'));
      mkdirSync(cwd);
      const io: Io = { out: () => undefined, err: () => undefined, cwd, signal };
      const ports = { ...testPorts(), env: { ...process.env, GITHUB_ACTIONS: undefined, XDG_STATE_HOME: join(shop, 'state') } };
      await firstSiteOf(shop, { source, keys: { ...keys, salts: join(shop, 'escrow/salts') } }, io, ports);
      const loaded = loadPlan('database-loss', { site: 'sites/my-shop', backup }, io, ports);
      if ('diagnostics' in loaded) throw new Error(loaded.diagnostics.map((one) => one.message).join('; '));
      const { result } = await rehearseOne(loaded, { out: join(cwd, 'reports') }, io, ports);
      expect(result.reasons).toEqual([]);
      expect(result.verdict).toBe('pass');
      expect(result.evidenceGrade).toBe('production-backup');
      expect(result.stack.commerce).toEqual({ name: 'woocommerce', version: commerce, standIn: false });
      expect(result.assertions.map(({ kind, proof }) => `${kind} ${proof}`)).toEqual(result.assertions.map(({ kind }) => `${kind} caught`));
      expect(result.leakScan).toMatchObject({ hits: 0, values: expect.toSatisfy((count: number) => count > 5000) });
      expect(result.teardown.leftovers).toEqual([]);
    });
  },
);
