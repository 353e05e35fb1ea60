import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addArtifact } from '../../src/artifacts/add.ts';
import { download } from '../../src/artifacts/download.ts';
import { resolveComponent, type Component } from '../../src/artifacts/resolve.ts';
import { ArtifactStore } from '../../src/artifacts/store.ts';
import type { ComponentSource } from '../../src/model/plan/components.ts';
import { zipOf } from './small-zip.ts';

const { signal } = new AbortController();
let dir = '';
let store = new ArtifactStore('');
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-sources-'));
  store = new ArtifactStore(join(dir, 'cache'));
  await mkdir(join(dir, 'site/plugins/audit'), { recursive: true });
  await writeFile(join(dir, 'site/plugins/audit/audit.php'), '<?php\n/**\n * Plugin Name: Audit\n * Version: 1.4\n * Requires Plugins: vault\n */\n');
  await writeFile(join(dir, 'site/object-cache.php'), '<?php // a drop-in\n');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const from = (slug: string, sources: readonly ComponentSource[], more: object = {}): Promise<Component> =>
  resolveComponent({ slug, sources, siteDir: join(dir, 'site'), store, wordpress: '6.8', version: '', signal, ...more });
const inCache = async (version: string, needs = '6.0'): Promise<void> => {
  const folder = join(dir, `audit-${version}`);
  await mkdir(folder);
  await writeFile(join(folder, 'audit.php'), `<?php\n/**\n * Version: ${version}\n * Requires at least: ${needs}\n */\n`);
  await addArtifact(store, { name: 'audit', path: folder, version: '', signal });
};

describe('the sources of a component', () => {
  it('are taken in order: the first that has it counts', async () => {
    await inCache('2.0');
    const path = { kind: 'path', path: 'plugins/audit' } as const;
    expect(await from('audit', [{ kind: 'artifact', name: 'audit', version: '3.0' }, path])).toMatchObject({
      version: '1.4',
      from: 'path plugins/audit',
      requires: ['vault'],
    });
    expect(await from('audit', [{ kind: 'artifact', name: 'audit', version: '' }, path])).toMatchObject({ version: '2.0', from: 'artifact audit 2.0' });
  });
  it('give the newest artifact that this WordPress runs', async () => {
    for (const [version, needs] of [
      ['2.0', '6.0'],
      ['2.10', '6.8'],
      ['3.0', '6.9'],
    ] as const)
      await inCache(version, needs);
    expect((await from('audit', [{ kind: 'artifact', name: 'audit', version: '' }])).version).toBe('2.10');
  });
  it('say of each why not, and what to type', async () => {
    const failed = from('audit', [{ kind: 'path', path: 'plugins/gone' }, { kind: 'artifact', name: 'audit', version: '9' }, { kind: 'backup' }], {
      version: '9',
    });
    await expect(failed).rejects.toMatchObject({
      code: 'ARTIFACT_UNAVAILABLE',
      message: 'audit 9 cannot be had: there is nothing at plugins/gone; the cache has no audit 9 for WordPress 6.8; this run has no production backup.',
      hint: expect.stringContaining('muster artifacts add audit PATH'),
    });
  });
  it('pass over a source that has another version than the one asked for', async () => {
    await expect(from('audit', [{ kind: 'path', path: 'plugins/audit' }], { version: '2.0' })).rejects.toThrow('path plugins/audit is 1.4');
  });
  it('take a drop-in of one file', async () => {
    const found = await from('object-cache.php', [{ kind: 'path', path: 'object-cache.php' }]);
    const chunks: Buffer[] = [];
    for await (const chunk of found.tar()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString('latin1')).toContain('a drop-in');
  });
  it('ask the backup of the run, where there is one', async () => {
    const premium = { slug: 'premium', version: '7', digest: 'sha256:x', requires: [], from: 'backup', tar: () => expect.fail() };
    expect(await from('premium', [{ kind: 'backup' }], { fromBackup: async () => premium })).toBe(premium);
    await expect(from('other', [{ kind: 'backup' }], { fromBackup: async () => null })).rejects.toThrow('the backup does not hold it');
  });
});

describe('a download', () => {
  const archive = zipOf({ 'audit/audit.php': '<?php\n/**\n * Version: 5.1\n */\n' });
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const get =
    (answers: Readonly<Record<string, Response>>): typeof fetch =>
    async (url) =>
      answers[String(url)] ?? new Response('', { status: 404 });
  const to = (url: string, answers: Readonly<Record<string, Response>>, wanted = sha256): Promise<void> =>
    download({ url, sha256: wanted, file: join(dir, 'got'), signal }, get(answers));

  it('is kept when it is the known one, over redirects too', async () => {
    const moved = new Response('', { status: 302, headers: { location: 'https://b.example/a.zip' } });
    await to('https://a.example/a.zip', { 'https://a.example/a.zip': moved, 'https://b.example/a.zip': new Response(new Uint8Array(archive)) });
    expect(await readFile(join(dir, 'got'))).toEqual(archive);
  });
  it('is refused when it is another one, whatever it says', async () => {
    const answers = { 'https://a.example/a.zip': new Response('another archive') };
    await expect(to('https://a.example/a.zip', answers)).rejects.toMatchObject({
      code: 'ARTIFACT_CORRUPT',
      message: expect.stringContaining('a.example sent'),
    });
  });
  it('never leaves HTTPS, and never shows what stands in the address', async () => {
    const moved = new Response('', { status: 301, headers: { location: 'http://b.example/a.zip' } });
    await expect(to('https://a.example/a.zip?license=secret', { 'https://a.example/a.zip?license=secret': moved })).rejects.toMatchObject({
      code: 'ARTIFACT_UNAVAILABLE',
      message: 'a.example: it leads away from HTTPS.',
    });
    await expect(to('https://a.example/gone.zip', {})).rejects.toThrow('it answered 404');
  });
  it('is found in the cache again by its digest, also when the internet is down', async () => {
    await writeFile(join(dir, 'audit.zip'), archive);
    await addArtifact(store, { name: 'audit', path: join(dir, 'audit.zip'), version: '', archive: `sha256:${sha256}`, signal });
    expect(await from('audit', [{ kind: 'url', url: 'https://nowhere.invalid/audit.zip', sha256 }])).toMatchObject({ version: '5.1' });
  });
});
