import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addArtifact } from '../../src/artifacts/add.ts';
import { folderDigest } from '../../src/artifacts/folder.ts';
import { ArtifactStore, cacheDir } from '../../src/artifacts/store.ts';
import { unzip } from '../../src/artifacts/unzip.ts';
import { zipOf } from './small-zip.ts';

const { signal } = new AbortController();
let dir = '';
let store = new ArtifactStore('');
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-artifacts-'));
  store = new ArtifactStore(join(dir, 'cache'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const header = '<?php\n/**\n * Plugin Name: Shop\n * Version: 1.2.3\n * Requires at least: 6.8\n */\n';
async function plugin(name = 'shop', content = header): Promise<string> {
  const folder = join(dir, `source-${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.php`), content);
  return folder;
}
const add = async (path: string, name = 'shop', version = '') => await addArtifact(store, { name, path, version, signal });

describe('the cache of artifacts', () => {
  it('is empty before anything was added', async () => expect(await store.list()).toEqual([]));
  it('takes a plugin with the version that its header names, and lists it', async () => {
    const artifact = await add(await plugin());
    expect(artifact).toMatchObject({ name: 'shop', version: '1.2.3', requiresWordPress: '6.8', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/u) });
    expect(await store.list()).toEqual([artifact]);
    expect(await store.verify(signal)).toEqual([{ artifact, intact: true }]);
    expect(await readdir(await store.staging())).toEqual([]);
  });
  it('holds the same thing once, whenever and by whomever it was added', async () => {
    const folder = await plugin();
    const first = await add(folder);
    await utimes(join(folder, 'shop.php'), 1, 1);
    await chmod(join(folder, 'shop.php'), 0o600);
    expect((await add(folder)).digest).toBe(first.digest);
    expect(await store.list()).toHaveLength(1);
  });
  it('keeps two that are added at once', async () => {
    await Promise.all([add(await plugin('one'), 'one'), add(await plugin('two'), 'two')]);
    expect((await store.list()).map((artifact) => artifact.name).toSorted()).toEqual(['one', 'two']);
  });
  it('says of changed and of missing bytes that they are not intact', async () => {
    const artifact = await add(await plugin());
    await writeFile(store.path(artifact), 'changed');
    expect(await store.verify(signal)).toEqual([{ artifact, intact: false }]);
    await rm(store.path(artifact));
    expect(await store.verify(signal)).toEqual([{ artifact, intact: false }]);
  });
  it.each(['{', '{}', '[{"name":1}]'])('refuses an index that is not one: %s', async (text) => {
    await store.staging();
    await writeFile(join(dir, 'cache', 'artifacts', 'index.json'), text);
    await expect(store.list()).rejects.toMatchObject({ code: 'ARTIFACT_CORRUPT' });
  });
  it('refuses a wrong name, a missing path, a plugin without a version and what is no archive', async () => {
    const folder = await plugin('bare', '<?php');
    await writeFile(join(dir, 'no.tar'), 'no tar');
    const wrong: readonly Parameters<typeof add>[] = [[folder, '../x'], [join(dir, 'nowhere')], [folder, 'bare'], [join(dir, 'no.tar')]];
    for (const request of wrong) await expect(add(...request)).rejects.toMatchObject({ code: 'INVALID_FLAG' });
    expect(await store.list()).toEqual([]);
  });
  it('lies where the environment says', () => {
    expect(cacheDir({ MUSTER_CACHE_DIR: '/a' })).toBe('/a');
    expect(cacheDir({ XDG_CACHE_HOME: '/b' })).toBe('/b/muster');
  });
});

describe('the digest of a folder', () => {
  it('changes with a name, a byte and a place, and with nothing else', async () => {
    const folder = await plugin();
    const first = await folderDigest(folder, signal);
    expect(await folderDigest(folder, signal)).toBe(first);
    await writeFile(join(folder, 'shop.php'), header.replace('1.2.3', '1.2.4'));
    expect(await folderDigest(folder, signal)).not.toBe(first);
  });
});

describe('a zip', () => {
  it('is taken as a plugin', async () => {
    await writeFile(join(dir, 'shop.zip'), zipOf({ 'shop/shop.php': header }));
    expect(await add(join(dir, 'shop.zip'))).toMatchObject({ version: '1.2.3' });
  });
  it.each(['../evil.php', 'a/../../evil.php', '/evil.php', String.raw`..\evil.php`])('with a name that leads outside is refused: %s', async (name) => {
    await writeFile(join(dir, 'evil.zip'), zipOf({ [name]: 'x' }));
    await mkdir(join(dir, 'target'));
    await expect(unzip(join(dir, 'evil.zip'), join(dir, 'target'), signal)).rejects.toMatchObject({ code: 'INVALID_FLAG' });
    expect(await readdir(join(dir, 'target'))).toEqual([]);
    expect(await readdir(dir)).not.toContain('evil.php');
  });
  it('that is none is refused', async () => {
    await writeFile(join(dir, 'no.zip'), 'no zip');
    await expect(add(join(dir, 'no.zip'))).rejects.toMatchObject({ code: 'INVALID_FLAG' });
  });
});
