import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from './engine.ts';
import { engineCall, engineMessage, gone } from './engine-call.ts';
import { runLabel } from './names.ts';

/** One labelled object of the engine. */
export interface RunObject {
  readonly kind: 'container' | 'volume' | 'network';
  readonly name: string;
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Containers only. */
  readonly running: boolean;
  /** Containers only: it runs or has run. */
  readonly started: boolean;
  /** Milliseconds since the epoch by the engine's clock; 0 when it does not say. */
  readonly createdMs: number;
}

/** Every object with the label `muster.run` (exactly), or of one run. */
export async function listRunObjects(engine: Engine, runId?: string): Promise<readonly RunObject[]> {
  const filters = { label: [runId === undefined ? runLabel : `${runLabel}=${runId}`] };
  const { docker } = engine;
  const [containers, volumes, networks] = await engineCall(
    'listing what runs own',
    Promise.all([docker.listContainers({ all: true, filters }), docker.listVolumes({ filters }), docker.listNetworks({ filters })]),
  );
  const found: readonly RunObject[] = [
    ...containers.map((item) => ({
      kind: 'container' as const,
      name: (item.Names?.[0] ?? '').replace(/^\//u, ''),
      id: item.Id,
      labels: item.Labels ?? {},
      running: item.State === 'running',
      started: item.State !== 'created',
      createdMs: item.Created * 1000,
    })),
    ...(volumes.Volumes ?? []).map((item) => ({
      kind: 'volume' as const,
      name: item.Name,
      id: item.Name,
      labels: item.Labels ?? {},
      running: false,
      started: false,
      createdMs: instant('CreatedAt' in item ? item.CreatedAt : ''),
    })),
    ...networks.map((item) => ({
      kind: 'network' as const,
      name: item.Name,
      id: item.Id,
      labels: item.Labels ?? {},
      running: false,
      started: false,
      createdMs: instant(item.Created),
    })),
  ];
  return found.filter((item) => (item.labels[runLabel] ?? '') !== '');
}

/** Removes objects at once, containers by force and first. Returns what the engine removed and why others stay. */
export async function removeObjects(
  engine: Engine,
  objects: readonly RunObject[],
): Promise<{ readonly removed: readonly RunObject[]; readonly refused: readonly string[] }> {
  const removed: RunObject[] = [];
  const refused: string[] = [];
  const each = async (object: RunObject): Promise<void> => {
    try {
      if (await gone(`removing ${object.name}`, removal(engine, object))) removed.push(object);
    } catch (error) {
      refused.push(`${object.kind} ${object.name}: ${engineMessage(error)}`);
    }
  };
  await Promise.all(objects.filter((object) => object.kind === 'container').map(each));
  await Promise.all(objects.filter((object) => object.kind !== 'container').map(each));
  return { removed, refused };
}

/**
 * Removes everything of one run until two listings in a row are empty, or the deadline. Never throws for an object
 * that stays: it is named in `leftovers`.
 */
export async function removeRun(
  engine: Engine,
  runId: string,
  deadline: AbortSignal,
): Promise<{ readonly removed: readonly RunObject[]; readonly leftovers: readonly string[] }> {
  const removed = new Map<string, RunObject>();
  for (let empty = 0; empty < 2;) {
    const objects = await listRunObjects(engine, runId);
    if (objects.length === 0) {
      empty += 1;
      if (empty < 2) await sleep(50);
      continue;
    }
    empty = 0;
    if (deadline.aborted) return { removed: [...removed.values()], leftovers: objects.map((object) => `${object.kind} ${object.name}`) };
    for (const object of (await removeObjects(engine, objects)).removed) removed.set(`${object.kind} ${object.name}`, object);
  }
  return { removed: [...removed.values()], leftovers: [] };
}

function removal(engine: Engine, object: RunObject): Promise<unknown> {
  switch (object.kind) {
    case 'container':
      return engine.docker.getContainer(object.id).remove({ force: true, v: true });
    case 'volume':
      return engine.docker.getVolume(object.id).remove({ force: true });
    case 'network':
      return engine.docker.getNetwork(object.id).remove();
  }
}

function instant(text: unknown): number {
  const value = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(value) ? 0 : value;
}
