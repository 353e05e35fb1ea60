import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ServiceName } from '../model/reading.ts';
import type { Variant } from '../model/variant.ts';
import { readContext } from './image-context.ts';
import type { ImageContext } from './image-context.ts';

/**
 * What only some stacks need, a folder of `images/` each: a layer on top of a service's image, or (`cache`) a service of
 * its own. They are built when a stack asks for them, so that the others do not wait for it.
 */
export type ImageLayer = keyof typeof serviceOf;
const serviceOf = { 'web-nginx': 'web', 'web-redis': 'web', 'web-faketime': 'web', cache: 'cache' } as const satisfies Readonly<Record<string, ServiceName>>;

/** The layers that a variant of the mirror needs on top of the plain images, lowest first; `skewed`: its clock is to be set wrong. */
export function layersOf({ server, objectCache }: Variant, skewed = false): readonly ImageLayer[] {
  return [
    ...(server === 'nginx' ? (['web-nginx'] as const) : []),
    ...(objectCache ? (['web-redis', 'cache'] as const) : []),
    ...(skewed ? (['web-faketime'] as const) : []),
  ];
}

/** The folder that holds the build contexts, and the layers that the stack asks for, lowest first. */
export interface WantedImages {
  readonly dir: string;
  readonly layers?: readonly ImageLayer[];
}

/** One image to build: its context, and the tag that says what it and everything below it were built from. */
export interface Wanted {
  readonly tag: string;
  readonly context: ImageContext;
}

/** By service, the images from the one on `base` to the one that its container runs. */
export function imageChains({ dir, layers = [] }: WantedImages): { readonly base: Wanted; readonly chains: ReadonlyMap<ServiceName, readonly Wanted[]> } {
  const baseContext = readContext(join(dir, 'base'));
  const base = { context: baseContext, tag: `muster-base:${baseContext.digest.slice(0, 16)}` };
  const chains = new Map<ServiceName, readonly Wanted[]>((['web', 'db', 'toolbox'] as const).map((service) => [service, [on(base.tag, dir, service)]]));
  for (const layer of layers) {
    const service = serviceOf[layer];
    const chain = chains.get(service) ?? [];
    chains.set(service, [...chain, on(chain.at(-1)?.tag ?? base.tag, dir, layer)]);
  }
  return { base, chains };
}

function on(below: string, dir: string, folder: string): Wanted {
  const context = readContext(join(dir, folder));
  const digest = createHash('sha256').update(below).update(context.digest).digest('hex');
  return { context, tag: `muster-${folder}:${digest.slice(0, 16)}` };
}
