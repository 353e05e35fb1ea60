import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DrillError } from '../model/errors.ts';
import type { Engine } from './engine.ts';
import { engineCall } from './engine-call.ts';
import { buildImage, cacheLabel } from './image-build.ts';
import { readContext } from './image-context.ts';
import type { ImageRef } from './images.ts';

export interface RestorerRequest {
  readonly engine: Engine;
  readonly imagesDir: string;
  /** What it stands on. */
  readonly toolbox: ImageRef;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The larger toolbox of a run on a production backup, with what opens and fetches foreign sets; built when first needed.
 * @throws {DrillError} IMAGE_BUILD_FAILED, ENGINE_LOST, ABORTED.
 */
export async function ensureRestorer({ engine, imagesDir, toolbox, onProgress, signal }: RestorerRequest): Promise<ImageRef> {
  const context = readContext(join(imagesDir, 'restorer'));
  const tag = `muster-restorer:${createHash('sha256').update(toolbox.tag).update(context.digest).digest('hex').slice(0, 16)}`;
  const cached = await idOf(engine, tag);
  if (cached !== undefined) return { tag, id: cached };
  onProgress(`building ${tag}`);
  await buildImage(engine, { tag, context, args: { BASE: toolbox.tag }, signal });
  const id = await idOf(engine, tag);
  if (id === undefined) throw new DrillError('IMAGE_BUILD_FAILED', `the engine built ${tag} but does not list it`);
  return { tag, id };
}

async function idOf(engine: Engine, tag: string): Promise<string | undefined> {
  const images = await engineCall('listing images', engine.docker.listImages({ filters: { label: [`${cacheLabel}=image`], reference: [tag] } }));
  return images[0]?.Id;
}
