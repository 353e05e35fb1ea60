import { DrillError } from '../model/errors.ts';
import type { ServiceName } from '../model/reading.ts';
import type { Engine } from './engine.ts';
import { engineCall } from './engine-call.ts';
import { ensureRootfs } from './image-base.ts';
import { buildImage, cacheLabel } from './image-build.ts';
import { imageChains, type Wanted, type WantedImages } from './image-layers.ts';

export interface ImageRef {
  readonly tag: string;
  readonly id: string;
}
/** What every mirror needs, and what some stacks need beside it. */
export type Images = Readonly<Record<'web' | 'db' | 'toolbox', ImageRef>> & { readonly cache?: ImageRef };

/**
 * The mirror's images, built when their files changed, layers that this stack asks for included. Tags are digests of
 * the build contexts, so nothing is built twice; two runs that build at once build the same. Packages are as new as the
 * day an image was built.
 * @throws {DrillError} IMAGE_BUILD_FAILED with the last lines of the build; ENGINE_LOST; ABORTED.
 */
export async function ensureImages(engine: Engine, wanted: WantedImages, onProgress: (text: string) => void, signal: AbortSignal): Promise<Images> {
  // Drills side by side share what the first of them builds.
  const mine = turn.then(() => ensureNow(engine, wanted, onProgress, signal));
  turn = mine.then(
    () => undefined,
    () => undefined,
  );
  return await mine;
}

/** When the building before this one, of this process, is over. */
let turn: Promise<void> = Promise.resolve();

async function ensureNow(engine: Engine, wanted: WantedImages, onProgress: (text: string) => void, signal: AbortSignal): Promise<Images> {
  const { base, chains } = imageChains(wanted);
  const present = await cachedTags(engine);
  const missing = [...chains].filter(([, chain]) => chain.some(({ tag }) => !present.has(tag)));
  if (missing.length > 0) {
    await ensureBase(engine, { base, present, onProgress, signal });
    await buildAll(engine, { chains: missing.map(([, chain]) => chain), base: base.tag, present, onProgress, signal });
  }
  const tags = missing.length > 0 ? await cachedTags(engine) : present;
  const ref = (service: ServiceName): ImageRef => {
    const tag = chains.get(service)?.at(-1)?.tag ?? '';
    const id = tags.get(tag);
    if (id === undefined) throw new DrillError('IMAGE_BUILD_FAILED', `the engine built ${tag} but does not list it`);
    return { tag, id };
  };
  return { web: ref('web'), db: ref('db'), toolbox: ref('toolbox'), ...(chains.has('cache') ? { cache: ref('cache') } : {}) };
}

/** Which of the images that every mirror needs the engine holds already, without building any. */
export async function cachedImages(engine: Engine, dir: string): Promise<Readonly<Record<string, boolean>>> {
  const { chains } = imageChains({ dir });
  const present = await cachedTags(engine);
  return Object.fromEntries([...chains].map(([service, chain]) => [service, chain.every(({ tag }) => present.has(tag))]));
}

async function cachedTags(engine: Engine): Promise<ReadonlyMap<string, string>> {
  const images = await engineCall('listing images', engine.docker.listImages({ filters: { label: [`${cacheLabel}=image`] } }));
  return new Map(images.flatMap((image) => (image.RepoTags ?? []).map((tag) => [tag, image.Id] as const)));
}

interface BuildRequest {
  readonly present: ReadonlyMap<string, string>;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

async function ensureBase(engine: Engine, job: BuildRequest & { readonly base: Wanted }): Promise<void> {
  if (job.present.has(job.base.tag)) return;
  const rootfs = await ensureRootfs(engine, job.onProgress, job.signal);
  job.onProgress(`building ${job.base.tag}`);
  await buildImage(engine, { ...job.base, args: { ROOTFS: rootfs }, signal: job.signal });
}

interface BuildJob extends BuildRequest {
  readonly chains: readonly (readonly Wanted[])[];
  readonly base: string;
}

/** One service's layers one after the other, the services beside each other; the first failure ends them all. */
async function buildAll(engine: Engine, job: BuildJob): Promise<void> {
  const first = new AbortController();
  const signal = AbortSignal.any([job.signal, first.signal]);
  const builds = job.chains.map(async (chain) => {
    try {
      await buildChain(engine, chain, { ...job, signal });
    } catch (error) {
      first.abort();
      throw error;
    }
  });
  const ended = await Promise.allSettled(builds);
  const failures = ended.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  const cause = failures.find((error) => !(error instanceof DrillError && error.code === 'ABORTED')) ?? failures[0];
  if (cause instanceof Error) throw cause;
  if (cause !== undefined) throw new DrillError('BUG', 'a build failed without an error', { cause });
}

async function buildChain(engine: Engine, chain: readonly Wanted[], { base, present, onProgress, signal }: BuildJob): Promise<void> {
  let below = base;
  for (const wanted of chain) {
    if (!present.has(wanted.tag)) {
      onProgress(`building ${wanted.tag}`);
      await buildImage(engine, { ...wanted, args: { BASE: below }, signal });
      onProgress(`built ${wanted.tag}`);
    }
    below = wanted.tag;
  }
}
