import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArtifactStore } from '../../src/artifacts/store.ts';
import { componentsOf, listed, type SiteComponents } from '../../src/commands/site-components.ts';
import type { SitePlan } from '../../src/model/plan/site.ts';
import { samplePlan } from '../model/sample-plan.ts';

const home = join(import.meta.dirname, '../..');
let dir = '';
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'muster-components-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

const found = (site: Partial<SitePlan>): Promise<SiteComponents> =>
  componentsOf({
    site: { ...samplePlan().site, ...site },
    commerce: 'order-desk',
    commerceVersion: '',
    siteDir: join(home, 'drills/sites/clinic-shop'),
    home,
    store: new ArtifactStore(dir),
    signal: new AbortController().signal,
  });

describe('what is placed into the mirror', () => {
  it('is each plugin with version and digest, the stand-in for commerce, and no core where it is in the image', async () => {
    const components = await found({});
    expect(components).toMatchObject({ core: null, commerce: 'order-desk' });
    expect(listed(components).map(({ kind, slug, version }) => `${kind} ${slug} ${version}`)).toEqual(['plugin phi-vault 1.0.0', 'plugin order-desk 1.0.0']);
  });
  it('is never the stand-in where orders are posts: it keeps them in order tables only', async () => {
    await expect(found({ orderStorage: 'posts' })).rejects.toMatchObject({
      code: 'ARTIFACT_UNAVAILABLE',
      message: expect.stringContaining('order storage is posts'),
    });
  });
  it('is nothing where there is no shop, or no such core', async () => {
    await expect(found({ plugins: [] })).rejects.toMatchObject({ code: 'INVALID_DEFINITION' });
    const core = { version: '7.1', sources: [{ kind: 'artifact', name: 'wordpress', version: '7.1' }] } as const;
    await expect(found({ core })).rejects.toMatchObject({
      code: 'ARTIFACT_UNAVAILABLE',
      message: 'wordpress 7.1 cannot be had: the cache has no wordpress 7.1.',
    });
  });
});
