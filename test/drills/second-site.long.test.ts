import { afterEach, describe, expect, it } from 'vitest';
import { ArtifactStore, cacheDir } from '../../src/artifacts/store.ts';
import { catalog } from '../../src/catalog.ts';
import { diskFiles } from '../../src/definition/files.ts';
import { listDrills } from '../../src/definition/list-drills.ts';
import { discard, home, rehearse } from './rehearse.ts';

const site = 'drills/sites/harbor-pharmacy';
const cached = (await new ArtifactStore(cacheDir(process.env)).list()).some(({ name }) => name === 'woocommerce');
const { drills } = listDrills('drills', { files: diskFiles, catalog, today: '2026-11-28', cwd: home }, site);
const dirs: string[] = [];
afterEach(() => dirs.splice(0).forEach(discard));

describe.each(drills.map(({ id }) => id))('the drill %s on the second site', (drill) => {
  it('runs unchanged and passes (nginx, orders as posts, another access log)', { timeout: 900_000 }, async (context) => {
    if (!cached) context.skip('WooCommerce is not in the artifact cache: muster artifacts add woocommerce PATH');
    const { result, dir } = await rehearse({ drill, flags: { site, commerce: 'woocommerce' } });
    dirs.push(dir);
    expect(result.reasons).toEqual([]);
    expect(result.site.id).toBe('harbor-pharmacy');
    expect(result.faults.every(({ felt }) => felt)).toBe(true);
    expect(result.assertions.map(({ kind, proof }) => [kind, proof])).toEqual(result.assertions.map(({ kind }) => [kind, 'caught']));
  });
});
