import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newCheckout } from './checkout.ts';
import { packageSteps } from './executed.ts';
import { runStep, stepsRun } from './steps.ts';

const here = newCheckout();
afterAll(() => rmSync(here.cwd, { recursive: true, force: true }));

describe('the jobs of the workflows', { timeout: 900_000 }, () => {
  it.each([
    ['drills.yml/plan', false],
    ['drills.yml/binder', true],
    ['nightly.yml/nightly', false],
  ])('install Muster: %s, with what its development needs: %s', async (job, development) => {
    const ran = await runStep(`${job}/Install Muster`, { ...here, ...(job.startsWith('nightly') ? { values: { SITE: '', BACKUPS: '' } } : {}) });
    expect(ran).toMatchObject({ code: 0 });
    expect([existsSync(join(here.cwd, 'node_modules/dockerode')), existsSync(join(here.cwd, 'node_modules/vitest'))]).toEqual([true, development]);
  });
});

describe('a release', { timeout: 600_000 }, () => {
  it('packs Muster, and the package runs where nothing else of it is', async () => {
    expect(await runStep('release.yml/package/Pack', { ...here, values: { PACKAGE: '@clinic/muster' } })).toMatchObject({ code: 0 });
    const ran = await runStep('release.yml/package/Does the package run by itself?', here);
    expect({ code: ran.code, stdout: ran.stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/muster \d+\.\d+\.\d+[\s\S]*checked, no problem/u) as string,
    });
  });

  it('would publish it', async () => {
    const ran = await runStep('release.yml/package/Publish the package', { ...here, env: { ...here.env, npm_config_dry_run: 'true' } });
    expect({ code: ran.code, said: ran.stdout + ran.stderr }).toMatchObject({ code: 0, said: expect.stringContaining('+ @clinic/muster@') as string });
  });
});

it('runs every step of its list', () => expect(stepsRun()).toEqual([...packageSteps].toSorted()));
