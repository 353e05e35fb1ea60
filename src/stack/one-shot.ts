import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { hardening } from './container-spec.ts';
import { demux } from './demux.ts';
import type { Engine } from './engine.ts';
import { engineCall, gone } from './engine-call.ts';
import { within } from './race.ts';

/** One command in a container of its own, without a network, which is removed when it ended. */
export interface OneShot {
  readonly engine: Engine;
  /** How messages call it. */
  readonly name: string;
  readonly image: string;
  readonly labels: Record<string, string>;
  readonly argv: readonly string[];
  readonly volumes: readonly { readonly name: string; readonly at: string; readonly readOnly: boolean }[];
  readonly capabilities: readonly string[];
  readonly stdin: Buffer;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly track: <T>(work: Promise<T>) => Promise<T>;
}

/** Runs it and returns exit code and standard output. @throws {DrillError} PROBE_TIMEOUT, ENGINE_LOST, ABORTED. */
export async function runOneShot(job: OneShot): Promise<{ readonly code: number; readonly stdout: Buffer }> {
  const { engine, name } = job;
  const container = await job.track(engineCall(`making ${name}`, engine.docker.createContainer(specOf(job))));
  try {
    const attached = container.attach({ stream: true, stdin: true, stdout: true, stderr: false, hijack: true });
    const stream = (await engineCall(`attaching to ${name}`, attached)) as Duplex;
    stream.on('error', () => undefined);
    await engineCall(`starting ${name}`, container.start());
    stream.end(job.stdin);
    const stdout = await within(name, collect(stream), { signal: job.signal, timeoutMs: job.timeoutMs });
    const { StatusCode } = (await engineCall(name, container.wait())) as { readonly StatusCode: number };
    return { code: StatusCode, stdout };
  } finally {
    await gone(`removing ${name}`, container.remove({ force: true, v: true })).catch(() => undefined);
  }
}

function specOf(job: OneShot): Docker.ContainerCreateOptions {
  return {
    Image: job.image,
    Labels: job.labels,
    Entrypoint: job.argv.slice(0, 1),
    Cmd: job.argv.slice(1),
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    HostConfig: {
      ...hardening(512, job.engine.facts.cpus, job.capabilities),
      NetworkMode: 'none',
      Mounts: job.volumes.map(({ name, at, readOnly }) => ({
        Type: 'volume',
        Source: name,
        Target: at,
        ReadOnly: readOnly,
        VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
      })),
    },
  };
}

async function collect(stream: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const piece of demux(stream)) if (piece.stream === 1) chunks.push(piece.data);
  return Buffer.concat(chunks);
}
