import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DrillError } from '../model/errors.ts';
import type { ServiceName } from '../model/reading.ts';
import type { Engine } from './engine.ts';
import { engineCall } from './engine-call.ts';
import { ensureRootfs } from './image-base.ts';
import { buildImage, cacheLabel } from './image-build.ts';
import { readContext } from './image-context.ts';
import type { ImageContext } from './image-context.ts';

export interface ImageRef {
  readonly tag: string;
  readonly id: string;
}
export type Images = Readonly<Record<ServiceName, ImageRef>>;

interface Wanted {
  readonly tag: string;
  readonly context: ImageContext;
}
const services = ['toolbox', 'db', 'web'] as const;

/**
 * The mirror's images, built when their files changed. Tags are digests of the build contexts, so nothing is
 * built twice; two runs that build at once build the same. Packages are as new as the day an image was built.
 * @throws {DrillError} IMAGE_BUILD_FAILED with the last lines of the build; ENGINE_LOST; ABORTED.
 */
export async function ensureImages(engine: Engine, imagesDir: string, onProgress: (text: string) => void, signal: AbortSignal): Promise<Images> {
  const { base, wanted } = plan(imagesDir);
  const present = await cachedTags(engine);
  const missing = services.filter((service) => !present.has(wanted[service].tag));
  if (missing.length > 0) {
    await ensureBase(engine, { base, present, onProgress, signal });
    await buildAll(engine, { missing, wanted, base: base.tag, onProgress, signal });
  }
  const tags = missing.length > 0 ? await cachedTags(engine) : present;
  const ref = (service: ServiceName): ImageRef => {
    const { tag } = wanted[service];
    const id = tags.get(tag);
    if (id === undefined) throw new DrillError('IMAGE_BUILD_FAILED', `the engine built ${tag} but does not list it`);
    return { tag, id };
  };
  return { web: ref('web'), db: ref('db'), toolbox: ref('toolbox') };
}

/** Which of the mirror's images the engine holds already, without building any. */
export async function cachedImages(engine: Engine, imagesDir: string): Promise<Readonly<Record<ServiceName, boolean>>> {
  const { wanted } = plan(imagesDir);
  const present = await cachedTags(engine);
  return { web: present.has(wanted.web.tag), db: present.has(wanted.db.tag), toolbox: present.has(wanted.toolbox.tag) };
}

function plan(imagesDir: string): { readonly base: Wanted; readonly wanted: Readonly<Record<ServiceName, Wanted>> } {
  const baseContext = readContext(join(imagesDir, 'base'));
  const base = { context: baseContext, tag: `muster-base:${baseContext.digest.slice(0, 16)}` };
  const want = (service: ServiceName): Wanted => {
    const context = readContext(join(imagesDir, service));
    const digest = createHash('sha256').update(base.tag).update(context.digest).digest('hex');
    return { context, tag: `muster-${service}:${digest.slice(0, 16)}` };
  };
  return { base, wanted: { web: want('web'), db: want('db'), toolbox: want('toolbox') } };
}

async function cachedTags(engine: Engine): Promise<ReadonlyMap<string, string>> {
  const images = await engineCall('listing images', engine.docker.listImages({ filters: { label: [`${cacheLabel}=image`] } }));
  return new Map(images.flatMap((image) => (image.RepoTags ?? []).map((tag) => [tag, image.Id] as const)));
}

interface BaseJob {
  readonly base: Wanted;
  readonly present: ReadonlyMap<string, string>;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}
async function ensureBase(engine: Engine, job: BaseJob): Promise<void> {
  if (job.present.has(job.base.tag)) return;
  const rootfs = await ensureRootfs(engine, job.onProgress, job.signal);
  job.onProgress(`building ${job.base.tag}`);
  await buildImage(engine, { ...job.base, args: { ROOTFS: rootfs }, signal: job.signal });
}

interface BuildJob {
  readonly missing: readonly ServiceName[];
  readonly wanted: Readonly<Record<ServiceName, Wanted>>;
  readonly base: string;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}
async function buildAll(engine: Engine, job: BuildJob): Promise<void> {
  const first = new AbortController();
  const signal = AbortSignal.any([job.signal, first.signal]);
  const builds = job.missing.map(async (service) => {
    job.onProgress(`building ${job.wanted[service].tag}`);
    try {
      await buildImage(engine, { ...job.wanted[service], args: { BASE: job.base }, signal });
    } catch (error) {
      first.abort();
      throw error;
    }
    job.onProgress(`built ${job.wanted[service].tag}`);
  });
  const ended = await Promise.allSettled(builds);
  const failures = ended.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  const cause = failures.find((error) => !(error instanceof DrillError && error.code === 'ABORTED')) ?? failures[0];
  if (cause instanceof Error) throw cause;
  if (cause !== undefined) throw new DrillError('BUG', 'a build failed without an error', { cause });
}
