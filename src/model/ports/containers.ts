import type { Readable } from 'node:stream';
import type { ServiceName, SiteService } from '../reading.ts';

export interface Execution {
  readonly code: number;
  readonly stdout: Buffer;
  /** At most the last 64 KiB. */
  readonly stderr: string;
}

export interface ExecOptions {
  readonly stdin?: Buffer | string | Readable;
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default 60,000. */
  readonly timeoutMs?: number;
  /** Of standard output taken as a whole; default 64 MiB. A stream has no such limit. */
  readonly maxBytes?: number;
  readonly workingDirectory?: string;
}

/** The containers and volumes of one mirror. Cannot name anything outside it. */
export interface Containers {
  /**
   * Runs an argument list in a service; a non-zero exit is a value.
   * @throws {DrillError} UNREACHABLE when the service's container is not running, PROBE_TIMEOUT after `timeoutMs`,
   *   COMMAND_FAILED when it says more than `maxBytes`.
   */
  exec(service: ServiceName, argv: readonly string[], options?: ExecOptions): Promise<Execution>;
  /** The same, with standard output as a stream; `ended` gives exit code and standard error. */
  execStream(service: ServiceName, argv: readonly string[], options?: ExecOptions): Promise<{ readonly stdout: Readable; readonly ended: Promise<Execution> }>;
  /** Removes a service's container and the volumes that are its own. Idempotent. Returns what was removed. */
  remove(service: SiteService): Promise<readonly string[]>;
  /** A new container with new, empty volumes; resolves when the server accepts connections. */
  provision(service: SiteService): Promise<void>;
  start(service: SiteService): Promise<void>;
  stop(service: SiteService): Promise<void>;
  /**
   * Runs an argument list on the volumes of a stopped service, the backups readable beside them: a container of its own
   * from the service's image, without a network, removed when it ended. A non-zero exit is a value; standard error is not kept.
   * @throws {DrillError} PROBE_TIMEOUT after `timeoutMs`.
   */
  offline(service: 'db', argv: readonly string[], options: { readonly stdin: Buffer; readonly timeoutMs: number }): Promise<Execution>;
  /** SIGKILL to the service's first process. */
  kill(service: SiteService): Promise<void>;
  /** Takes a service off the mirror's network; its name goes on leading to where it was. Idempotent. Muster's way in stays. */
  disconnect(service: SiteService): Promise<void>;
  /** Puts it back, under its name and perhaps a new address; resolves when it accepts connections. Idempotent. */
  reconnect(service: SiteService): Promise<void>;
  /** True when the service is on the mirror's network. */
  connected(service: SiteService): Promise<boolean>;
  /** True when the container exists and runs. */
  running(service: ServiceName): Promise<boolean>;
  /** True when the container and its volumes exist. */
  exists(service: SiteService): Promise<boolean>;
  /**
   * What a service's own processes said on standard output and error since its container was made, the last MiB of it. May
   * hold PHI: for looking into, never for a log or report. @throws {DrillError} UNREACHABLE without a container.
   */
  output(service: ServiceName): Promise<Buffer>;
}
