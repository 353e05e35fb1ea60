import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from './engine.ts';
import { engineCall, engineMessage, gone } from './engine-call.ts';
import { roleLabel, runLabel } from './names.ts';
import { within } from './race.ts';

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

/**
 * Removes objects, containers by force and first. Returns what the engine removed and why others stay.
 *
 * Containers are ended one after another, each only when the one before has left its network: an engine before 20.10.27
 * (Debian's is 20.10.24) may deadlock when one leaves a network while another is deleted from it, and answers nothing
 * any more. Toolboxes end last: they are their runs' leases. What has ended is removed at once.
 * @see https://github.com/moby/libnetwork/pull/2679
 */
export async function removeObjects(
  engine: Engine,
  objects: readonly RunObject[],
  deadline?: AbortSignal,
): Promise<{ readonly removed: readonly RunObject[]; readonly refused: readonly string[] }> {
  const removed: RunObject[] = [];
  const refused: string[] = [];
  const each = async (object: RunObject): Promise<void> => {
    if (deadline?.aborted === true) return;
    try {
      if (await within(`removing ${object.name}`, gone(`removing ${object.name}`, removal(engine, object)), { signal: deadline })) removed.push(object);
    } catch (error) {
      refused.push(`${object.kind} ${object.name}: ${engineMessage(error)}`);
    }
  };
  const containers = objects.filter((object) => object.kind === 'container');
  const isLease = ({ labels }: RunObject): number => (labels[roleLabel] === 'toolbox' ? 1 : 0);
  for (const container of containers.filter(({ running }) => running).toSorted((one, other) => isLease(one) - isLease(other)))
    if (deadline?.aborted !== true) await within(`ending ${container.name}`, endContainer(engine, container), { signal: deadline }).catch(() => undefined);
  await Promise.all(containers.map(each));
  await Promise.all(objects.filter((object) => object.kind !== 'container').map(each));
  return { removed, refused };
}

/** Kills a container and waits until the engine has taken it off its network: it answers a look at one only then. */
async function endContainer(engine: Engine, { id, name }: RunObject): Promise<void> {
  const container = engine.docker.getContainer(id);
  await gone(`ending ${name}`, container.kill({ signal: 'SIGKILL' }));
  await gone(`ending ${name}`, container.inspect());
}

/** What a removal of a whole run came to. */
export interface RunEnd {
  readonly removed: readonly RunObject[];
  /** What stays, by kind and name, or by its label when the engine did not even say what there is. */
  readonly leftovers: readonly string[];
  /** The engine gave no answer until the deadline. */
  readonly lost: boolean;
}

/**
 * Removes everything of one run until two listings in a row are empty, or for `deadlineMs`: what is under way then may take
 * 10 s more, as a busy engine does. One that does not answer is asked again for 6 s at most. Never throws.
 */
export async function removeRun(engine: Engine, runId: string, deadlineMs: number): Promise<RunEnd> {
  const [deadline, hard] = [AbortSignal.timeout(deadlineMs), AbortSignal.timeout(deadlineMs + overrunMs)];
  const silence = AbortSignal.timeout(Math.min(deadlineMs, silentMs));
  const removed = new Map<string, RunObject>();
  let there: readonly RunObject[] | null = null;
  let lost = true;
  for (let empty = 0; empty < 2 && !(lost ? silence : deadline).aborted;) {
    const objects = await within('listing', listRunObjects(engine, runId), { signal: hard }).catch(() => null);
    lost = objects === null;
    there = objects ?? there;
    empty = objects?.length === 0 ? empty + 1 : 0;
    if (objects === null || empty === 1) await sleep(objects === null ? againMs : 50);
    else for (const object of (await removeObjects(engine, objects, hard)).removed) removed.set(nameOf(object), object);
  }
  const names = there?.map(nameOf).filter((name) => !removed.has(name));
  return { removed: [...removed.values()], leftovers: names ?? [`whatever is labelled ${runLabel}=${runId}: the Docker engine does not answer`], lost };
}

const silentMs = 6_000;
const overrunMs = 10_000;
const againMs = 250;
const nameOf = ({ kind, name }: RunObject): string => `${kind} ${name}`;

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
