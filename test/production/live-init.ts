import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { init, type InitFlags } from '../../src/commands/init.ts';
import type { Io } from '../../src/commands/io.ts';
import { loadPlan } from '../../src/commands/load-plan.ts';
import { validate } from '../../src/commands/validate.ts';
import { decide } from '../drills/first-site.ts';
import { testPorts, type Rehearsal } from '../drills/rehearse.ts';
import { playProduction } from './production.ts';

/** `muster init` on a live shop, and on a dump of the same: what each wrote, and what is still open in it. */
export async function liveInit(shop: Pick<Rehearsal, 'change' | 'flags'> = {}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-live-init-'));
  await using production = await playProduction(shop);
  const ports = { ...testPorts(), env: { ...process.env, GITHUB_ACTIONS: undefined, MUSTER_DB_PASSWORD: production.password } };
  const made = async (name: string, source: InitFlags): Promise<{ readonly open: readonly string[]; readonly said: string; readonly io: Io }> => {
    const cwd = join(folder, name);
    mkdirSync(join(cwd, 'set'), { recursive: true });
    writeFileSync(join(cwd, 'set/shop.sql.gz'), gzipSync(production.dump));
    const said: string[] = [];
    const io: Io = { out: (text) => void said.push(text), err: (text) => void said.push(text), cwd, signal: new AbortController().signal };
    expect(await init({ ...source, out: 'sites/my-shop' }, io, ports)).toBe(0);
    const told = said.splice(0).join('\n');
    expect(await validate(['.'], {}, io, ports)).toBe(64);
    return { open: said.flatMap((text) => /^\S+\/([\w-]+\.yaml):\S+ (decide this: .*)/u.exec(text)?.slice(1).join(' ') ?? []), said: told, io };
  };
  try {
    const live = await made('live', { url: production.url('reader'), rest: '0' });
    const dumped = await made('dumped', { backup: 'set' });
    // A live database does not say what opens its backups: that is the one decision more.
    expect(live.open.filter((one) => !one.includes('(backup-identity)'))).toEqual(dumped.open);
    expect(live.open).toHaveLength(dumped.open.length + 1);
    expect(live.said).not.toContain('warning');
    const read = (name: string, file: string): unknown => parse(readFileSync(join(folder, name, 'sites/my-shop', file), 'utf8'));
    expect(read('live', 'phi-map.yaml')).toEqual(read('dumped', 'phi-map.yaml'));
    const { escrow: _live, ...stack } = read('live', 'stack.yaml') as Record<string, unknown>;
    const { escrow: _dumped, ...same } = read('dumped', 'stack.yaml') as Record<string, unknown>;
    expect(stack).toEqual(same);
    expect(stack).toMatchObject({
      url: 'https://shop.clinic.example',
      'access-log': { kind: 'phi-access-log', 'off-box': true },
      probes: { checkout: { fields: { meta: '_rx_*', names: { patient_name: 'name', date_of_birth: 'birth-date', drug: 'text' } } } },
    });
    decideAll(join(live.io.cwd, 'sites/my-shop'));
    expect(await validate(['.'], {}, live.io, ports)).toBe(0);
    const loaded = loadPlan('database-loss', {}, live.io, ports);
    if ('diagnostics' in loaded) throw new Error('not valid');
    expect(Object.fromEntries(loaded.plan.site.plugins.map(({ slug, role }) => [slug, role]))).toEqual({
      'phi-vault': 'encrypts-phi',
      'phi-access-log': 'logs-phi',
      ...(shop.flags?.commerce === 'woocommerce' ? { commerce: 'serves-phi' } : { 'order-desk': 'supports' }),
      'rx-intake': 'serves-phi',
      'care-roles': 'guards-access',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function decideAll(site: string): void {
  decide(join(site, 'people.yaml'), /"TODO: who is[^"]*"/u, '"Ana Ruiz"');
  decide(join(site, 'people.yaml'), /"TODO: how are[^"]*"/u, '"+1 555 0100"');
  decide(join(site, 'phi-map.yaml'), /"TODO: how is[^"]*"/u, 'volume');
  decide(join(site, 'stack.yaml'), /"TODO: how often[^"]*"/u, 'PT45M');
  decide(join(site, 'stack.yaml'), /"TODO: in which file[^"]*"/gu, '/secure/key');
  decide(join(site, 'stack.yaml'), /"TODO: by which name[^"]*"/u, 'rx-intake');
}
