import { Readable } from 'node:stream';
import { extract, pack } from 'tar-stream';
import { DrillError } from '../model/errors.ts';
import type { Engine } from './engine.ts';
import { engineCall, engineStatus, gone } from './engine-call.ts';
import { cacheLabel } from './image-build.ts';
import { runOneShot } from './one-shot.ts';
import type { Stack } from './stack.ts';

export { withSnapshotLock } from './snapshot-lock.ts';

/** A cached state of database and web root that a mirror may start from. */
export interface Snapshot {
  readonly key: string;
  readonly databaseVolume: string;
  readonly webrootVolume: string;
  /** Small files that were saved with it, by name; the mirror's containers never see them. */
  readonly metadata: ReadonlyMap<string, Buffer>;
}

const copyMs = 900_000;
const copyScript = [
  'set -e',
  'umask 077',
  'mkdir /to/database/database /to/webroot/webroot',
  'copy-tree /from/database /to/database/database',
  'copy-tree /from/webroot /to/webroot/webroot',
  'mkdir /to/meta/files',
  'tar -x -C /to/meta/files',
  'chmod 755 /to/database /to/webroot',
  'touch /to/database/.complete /to/webroot/.complete',
  'sync -f /to/database /to/webroot /to/meta',
  'touch /to/meta/.complete',
].join('; ');

type Part = 'database' | 'webroot' | 'meta';
const parts: readonly Part[] = ['database', 'webroot', 'meta'];

/** Returns the complete snapshot of `key`, or null. Does not wait for one that is being made. */
export async function findSnapshot(engine: Engine, key: string, signal: AbortSignal): Promise<Snapshot | null> {
  if (signal.aborted) throw new DrillError('ABORTED', 'looking for a snapshot: interrupted', { cause: signal.reason });
  const filters = { label: [`${cacheLabel}=${key}`] };
  const { Volumes } = await engineCall('looking for a snapshot', engine.docker.listVolumes({ filters }));
  const present = new Set((Volumes ?? []).map((volume) => volume.Name));
  if (!parts.every((part) => present.has(volumeName(key, part)))) return null;
  const files = await readMeta(engine, key);
  return files === null ? null : snapshotOf(key, files);
}

/**
 * Keeps a mirror's database and web root under `key`; stops both servers cleanly first and leaves them stopped.
 * The marker that makes it complete is written last. Only under `withSnapshotLock`: leftovers are replaced.
 */
export async function saveSnapshot(stack: Stack, key: string, metadata: ReadonlyMap<string, Buffer>): Promise<Snapshot> {
  const { engine, spec, signal } = stack;
  await Promise.all([stack.containers.stop('web'), stack.containers.stop('db')]);
  for (const part of parts) {
    await dismissReaders(engine, volumeName(key, part));
    await gone('removing an unfinished snapshot', engine.docker.getVolume(volumeName(key, part)).remove());
    await engineCall('making a snapshot', engine.docker.createVolume({ Name: volumeName(key, part), Labels: { [cacheLabel]: key } }));
  }
  const to = (part: Part) => ({ name: volumeName(key, part), at: `/to/${part}`, readOnly: false });
  const { code } = await runOneShot({
    engine,
    name: 'the copy of the snapshot',
    image: spec.images.toolbox.id,
    labels: spec.names.labels('copier'),
    argv: ['sh', '-c', copyScript],
    volumes: [
      { name: spec.names.volume('database'), at: '/from/database', readOnly: true },
      { name: spec.names.volume('webroot'), at: '/from/webroot', readOnly: true },
      ...parts.map(to),
    ],
    capabilities: ['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER'],
    stdin: await packed(metadata),
    timeoutMs: copyMs,
    signal,
    track: (work) => work,
  });
  if (code !== 0) throw new DrillError('MIRROR_UNHEALTHY', `the snapshot was not copied (exit code ${code}): is the engine's disk full?`);
  return snapshotOf(key, metadata);
}

function snapshotOf(key: string, metadata: ReadonlyMap<string, Buffer>): Snapshot {
  return { key, databaseVolume: volumeName(key, 'database'), webrootVolume: volumeName(key, 'webroot'), metadata };
}

function volumeName(key: string, part: Part): string {
  return `muster-snapshot-${key.replaceAll(/[^a-z0-9]/giu, '').slice(-32)}-${part}`;
}

/** A reader whose Muster was killed would keep its volume from being removed. */
async function dismissReaders(engine: Engine, volume: string): Promise<void> {
  const readers = await engineCall(
    'looking for readers',
    engine.docker.listContainers({ all: true, filters: { label: [`${cacheLabel}=reader`], volume: [volume] } }),
  );
  for (const reader of readers) await gone('removing a reader', engine.docker.getContainer(reader.Id).remove({ force: true }));
}

/** Reads the metadata volume through a container that is never started; null when the marker is not there. */
async function readMeta(engine: Engine, key: string): Promise<ReadonlyMap<string, Buffer> | null> {
  const image = (await engineCall('looking for an image', engine.docker.listImages({ filters: { label: [`${cacheLabel}=image`] } })))[0];
  if (image === undefined) return null;
  const container = await engineCall(
    'reading a snapshot',
    engine.docker.createContainer({
      Image: image.Id,
      Labels: { [cacheLabel]: 'reader' },
      Entrypoint: ['true'],
      NetworkDisabled: true,
      HostConfig: {
        Mounts: [
          {
            Type: 'volume',
            Source: volumeName(key, 'meta'),
            Target: '/meta',
            ReadOnly: true,
            VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
          },
        ],
      },
    }),
  );
  try {
    return await unpacked(await container.getArchive({ path: '/meta' }));
  } catch (error) {
    if (engineStatus(error) === 404) return null;
    return await engineCall('reading a snapshot', Promise.reject(error));
  } finally {
    await gone('removing a reader', container.remove({ force: true })).catch(() => undefined);
  }
}

async function packed(files: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of files) archive.entry({ name, mode: 0o600 }, content);
  archive.finalize();
  return Buffer.concat(await Readable.from(archive).toArray());
}

async function unpacked(stream: NodeJS.ReadableStream): Promise<ReadonlyMap<string, Buffer> | null> {
  const files = new Map<string, Buffer>();
  let complete = false;
  const archive = extract();
  stream.pipe(archive);
  for await (const entry of archive) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    if (entry.header.name === 'meta/.complete') complete = true;
    else if (entry.header.type === 'file') files.set(entry.header.name.replace(/^meta\/files\/(\.\/)?/u, ''), Buffer.concat(chunks));
  }
  return complete ? files : null;
}
