import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DrillError } from '../model/errors.ts';
import type { Digest } from '../model/json.ts';
import type { ComponentSource } from '../model/plan/components.ts';
import { compareVersions } from '../model/versions.ts';
import { addArtifact } from './add.ts';
import { download } from './download.ts';
import { digestAt, fileTar } from './file.ts';
import { folderTar } from './folder.ts';
import { pluginHeader } from './plugin-header.ts';
import type { Artifact, ArtifactStore } from './store.ts';

/** WordPress core, a plugin, must-use plugin, drop-in or theme with its bytes. */
export interface Component {
  readonly slug: string;
  /** As its header says; empty where it says nothing. */
  readonly version: string;
  readonly digest: Digest;
  /** Slugs of its header Requires Plugins, as far as it is known without unpacking. */
  readonly requires: readonly string[];
  /** Which source it came from, for a report. */
  readonly from: string;
  /** Its files: below `./`, without a folder of its own. */
  readonly tar: () => Readable;
}

export interface ResolveRequest {
  readonly slug: string;
  /** In order. */
  readonly sources: readonly ComponentSource[];
  /** What relative paths are relative to. */
  readonly siteDir: string;
  readonly store: ArtifactStore;
  /** Artifacts that need a newer WordPress are passed over. Empty: any will do. */
  readonly wordpress: string;
  /** The version that it must have; empty for any. */
  readonly version: string;
  /** The component out of the run's production backup; null when it is not there. Absent where there is no backup. */
  readonly fromBackup?: (slug: string) => Promise<Component | null>;
  readonly signal: AbortSignal;
}

/** What one source gives, or why it gives nothing. */
type Found = Component | string;

/**
 * The component from the first of its sources that has it. `commerce` is no source of this function's.
 * @throws {DrillError} ARTIFACT_UNAVAILABLE saying of each source why not, ARTIFACT_CORRUPT when a download is not the
 *   known one: that is never passed over.
 */
export async function resolveComponent(request: ResolveRequest): Promise<Component> {
  const reasons: string[] = [];
  for (const source of request.sources) {
    const found = await look(request, source);
    if (typeof found === 'string') reasons.push(found);
    else if (request.version !== '' && found.version !== '' && !isVersion(found.version, request.version)) reasons.push(`${found.from} is ${found.version}`);
    else return found;
  }
  throw new DrillError('ARTIFACT_UNAVAILABLE', `${request.slug}${request.version === '' ? '' : ` ${request.version}`} cannot be had: ${reasons.join('; ')}.`, {
    hint: `Put it into the cache: muster artifacts add ${request.slug.replace(/\.php$/u, '')} PATH (a folder, a zip or a tar).`,
  });
}

async function look(request: ResolveRequest, source: ComponentSource): Promise<Found> {
  switch (source.kind) {
    case 'path':
      return await atPath(request, source.path);
    case 'artifact':
      return await inCache(request, source);
    case 'url':
      return await fromUrl(request, source);
    case 'backup':
      return (
        (await request.fromBackup?.(request.slug)) ?? (request.fromBackup === undefined ? 'this run has no production backup' : 'the backup does not hold it')
      );
    case 'commerce':
      return 'commerce is WooCommerce or its stand-in';
  }
}

async function atPath({ siteDir, slug, signal }: ResolveRequest, path: string): Promise<Found> {
  const whole = join(siteDir, path);
  const found = await stat(whole).catch(() => null);
  const from = `path ${path}`;
  if (found?.isFile() === true) return { slug, version: '', requires: [], digest: await digestAt(whole, signal), from, tar: () => fileTar(whole) };
  if (found?.isDirectory() !== true) return `there is nothing at ${path}`;
  const { version, requiresPlugins: requires } = await pluginHeader(whole, slug);
  return { slug, version, requires, digest: await digestAt(whole, signal), from, tar: () => folderTar(whole, signal) };
}

async function inCache({ slug, store, wordpress }: ResolveRequest, source: { readonly name: string; readonly version: string }): Promise<Found> {
  const usable = (await store.list())
    .filter((one) => one.name === source.name && (source.version === '' || isVersion(one.version, source.version)))
    .filter((one) => wordpress === '' || compareVersions(one.requiresWordPress, wordpress) <= 0)
    .toSorted((a, b) => compareVersions(a.version, b.version));
  const newest = usable.at(-1);
  if (newest === undefined)
    return `the cache has no ${source.name}${source.version === '' ? '' : ` ${source.version}`}${wordpress === '' ? '' : ` for WordPress ${wordpress}`}`;
  return componentOf(store, slug, newest);
}

/** A download goes into the cache once and is found there again by its digest, also when the internet is down. */
async function fromUrl({ slug, store, signal }: ResolveRequest, source: { readonly url: string; readonly sha256: string }): Promise<Found> {
  const archive: Digest = `sha256:${source.sha256}`;
  const known = (await store.list()).find((one) => one.archive === archive);
  if (known !== undefined) return componentOf(store, slug, known);
  const file = join(await store.staging(), `${source.sha256}.download`);
  try {
    await download({ ...source, file, signal });
    return componentOf(store, slug, await addArtifact(store, { name: slug, path: file, version: '', archive, signal }));
  } catch (error) {
    if (error instanceof DrillError && error.code === 'ARTIFACT_UNAVAILABLE') return error.message.replace(/\.$/u, '');
    throw error;
  } finally {
    await store.remove(file);
  }
}

function componentOf(store: ArtifactStore, slug: string, artifact: Artifact): Component {
  const { name, version, digest } = artifact;
  return { slug, version, digest, requires: [], from: `artifact ${name} ${version}`, tar: () => createReadStream(store.path(artifact)) };
}

/** `7.1` means `7.1` and `7.1.0`; nothing else. */
function isVersion(found: string, wanted: string): boolean {
  return compareVersions(found, wanted) === 0;
}
