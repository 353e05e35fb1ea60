import type { Readable } from 'node:stream';
import type { ExecOptions, Execution } from '../model/ports/containers.ts';
import { hardening } from './container-spec.ts';
import type { Engine } from './engine.ts';
import { engineCall, gone } from './engine-call.ts';
import { execStream, execWhole } from './exec.ts';
import { takeLease } from './lease.ts';
import { namesOf } from './names.ts';
import { deliver, type SecretFile } from './secrets.ts';

export interface FetcherRequest {
  readonly engine: Engine;
  /** Id of the image that it is made from. */
  readonly image: string;
  readonly runId: string;
  readonly keep: boolean;
  /** With a network of its own, which the mirror never joins; without, it has none. */
  readonly online: boolean;
  /** Written into its tmpfs. */
  readonly files: readonly SecretFile[];
  readonly signal: AbortSignal;
}

/** The one container that may reach out, alone with the run's backups volume at `/backups`. */
export interface FetcherBox extends AsyncDisposable {
  /** Takes its network away, for good: before the mirror is raised. Idempotent. */
  goOffline(): Promise<void>;
  exec(argv: readonly string[], options?: ExecOptions): Promise<Execution>;
  execStream(
    argv: readonly string[],
    options?: ExecOptions,
  ): Promise<{ readonly stdout: Readable; readonly ended: Promise<Execution>; readonly stop: () => Promise<void> }>;
}

/** It is the run's lease meanwhile: its first process ends with Muster, and `muster sweep` leaves a living one alone. */
export async function openFetcher(request: FetcherRequest): Promise<FetcherBox> {
  const { engine, runId, keep, online, signal } = request;
  const names = namesOf(runId, keep);
  const [container, network] = [`muster-${runId}-fetcher`, `muster-${runId}-fetch`];
  const goOffline = async (): Promise<void> => {
    if (!online) return;
    await gone('taking the fetcher off its network', engine.docker.getNetwork(network).disconnect({ Container: container, Force: true }));
    await gone("removing the fetcher's network", engine.docker.getNetwork(network).remove());
  };
  const remove = async (): Promise<void> => {
    await gone('removing the fetcher', engine.docker.getContainer(container).remove({ force: true, v: true }));
    if (online) await gone("removing the fetcher's network", engine.docker.getNetwork(network).remove());
  };
  try {
    await engineCall('making the volume backups', engine.docker.createVolume({ Name: names.volume('backups'), Labels: names.labels('backups') }));
    if (online)
      await engineCall("making the fetcher's network", engine.docker.createNetwork({ Name: network, CheckDuplicate: true, Labels: names.labels('fetch') }));
    await engineCall('making the fetcher', engine.docker.createContainer(specOf(request, container, online ? network : 'none')));
    const lease = await takeLease(engine, container);
    await engineCall('starting the fetcher', engine.docker.getContainer(container).start());
    const place = { engine, container, service: 'fetcher', signal };
    await deliver(place, request.files);
    return {
      goOffline,
      exec: (argv, options) => execWhole(place, argv, options),
      execStream: (argv, options) => execStream(place, argv, options),
      [Symbol.asyncDispose]: async () => {
        lease.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove().catch(() => undefined);
    throw error;
  }
}

function specOf({ engine, image, runId, keep }: FetcherRequest, name: string, network: string): Parameters<Engine['docker']['createContainer']>[0] {
  const names = namesOf(runId, keep);
  return {
    name,
    Image: image,
    Labels: names.labels('fetcher'),
    Entrypoint: ['cat'],
    Cmd: [],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    HostConfig: {
      ...hardening(512, engine.facts.cpus, ['DAC_OVERRIDE']),
      Init: true,
      NetworkMode: network,
      Tmpfs: { '/run/muster': 'rw,nosuid,nodev,noexec,size=16m,mode=0700', '/tmp': 'rw,nosuid,nodev,noexec,size=64m' },
      Mounts: [
        {
          Type: 'volume',
          Source: names.volume('backups'),
          Target: '/backups',
          ReadOnly: false,
          VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
        },
      ],
    },
  };
}
