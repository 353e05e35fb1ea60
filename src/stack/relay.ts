import { Duplex, PassThrough } from 'node:stream';
import type { Client } from 'ssh2';
import { DrillError } from '../model/errors.ts';
import { demux } from './demux.ts';
import { openExec } from './exec.ts';
import type { Place } from './exec.ts';
import { within } from './race.ts';

/** Opens a byte stream to a port of a service of the mirror. @throws {DrillError} UNREACHABLE */
export type Dial = (service: string, port: number) => Promise<Duplex>;

/**
 * The one way into a mirror: many connections over one SSH session that runs inside one exec stream of toolbox.
 * Opens at the first dial and again after it broke; a dial is tried twice at most.
 */
export interface Relay {
  readonly dial: Dial;
  /** Says where a service is now; null when it is gone, which also closes every connection to it at once. */
  place(service: string, address: string | null): void;
  /** Ends the session and every connection through it. Idempotent. */
  stop(): void;
}

/** A key pair for one run: the public half is given to toolbox at its start, the private half stays in memory. */
export interface RelayKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

const brokenText = 'the relay into the mirror broke';
const openMs = 8_000;
const dialMs = 8_000;
const serve = 'until [ -e /run/muster/relay/ready ]; do sleep 0.01; done; exec /usr/sbin/sshd -i -q -f /opt/muster/sshd_config';

/** ECDSA on P-256: one in 256 of the Ed25519 keys that ssh2 makes is malformed (it drops a leading zero of the public half). */
export async function makeRelayKey(): Promise<RelayKey> {
  const { utils } = (await import('ssh2')).default;
  const pair = utils.generateKeyPairSync('ecdsa', { bits: 256 });
  return { publicKey: pair.public, privateKey: pair.private };
}

export function openRelay(toolbox: Place, key: RelayKey): Relay {
  const open = new Map<Duplex, string>();
  const addresses = new Map<string, string>();
  const sessions = keepSession(toolbox, key, () => closeAll(open));
  let stopped = false;
  const once = async (service: string, port: number): Promise<Duplex> => {
    const address = addresses.get(service);
    if (stopped || address === undefined) throw refused(service, port, undefined);
    const channel = await forward(await sessions.current(), { service, port, address });
    open.set(channel, service);
    channel.once('close', () => open.delete(channel));
    channel.on('error', () => undefined);
    return channel;
  };
  return {
    dial: async (service, port) => {
      try {
        return await once(service, port);
      } catch (error) {
        if (stopped || !(error instanceof DrillError) || error.message !== brokenText) throw error;
        return once(service, port);
      }
    },
    place: (service, address) => {
      if (address !== null) {
        addresses.set(service, address);
        return;
      }
      addresses.delete(service);
      closeAll(open, service);
    },
    stop: () => {
      stopped = true;
      closeAll(open);
      sessions.stop();
    },
  };
}

function closeAll(open: ReadonlyMap<Duplex, string>, service?: string): void {
  for (const [channel, to] of open) if (service === undefined || to === service) channel.destroy();
}

/** One session at a time; a new one after the last was lost. */
function keepSession(toolbox: Place, key: RelayKey, onLost: () => void): { readonly current: () => Promise<Client>; readonly stop: () => void } {
  let session: Promise<Client> | null = null;
  const forget = (lost: Promise<Client>): void => {
    if (session === lost) session = null;
  };
  return {
    current: () => {
      const opening = (session ??= openSession(toolbox, key, () => {
        forget(opening);
        onLost();
      }));
      opening.catch(() => forget(opening));
      return opening;
    },
    stop: () => {
      session?.then(
        (client) => client.destroy(),
        () => undefined,
      );
      session = null;
    },
  };
}

async function openSession(toolbox: Place, key: RelayKey, onClose: () => void): Promise<Client> {
  const { Client: SshClient } = (await import('ssh2')).default;
  const { stream } = await openExec(toolbox, ['bash', '-c', serve]);
  const client = new SshClient();
  client.setMaxListeners(0);
  const { promise, resolve, reject } = Promise.withResolvers<Client>();
  const lost = (cause?: unknown): void => {
    onClose();
    reject(broken(cause));
    stream.destroy();
    client.destroy();
  };
  client
    .on('ready', () => resolve(client))
    .on('error', lost)
    .on('close', () => lost());
  const opened = within('opening the relay into the mirror', promise, {
    timeoutMs: openMs,
    signal: toolbox.signal,
    onTimeout: () => new DrillError('UNREACHABLE', 'the relay into the mirror did not open'),
  });
  try {
    // No host key is checked: the other end is the exec stream of a container that this process made.
    client.connect({ sock: asSocket(stream, lost), username: 'relay', privateKey: key.privateKey, readyTimeout: openMs, keepaliveInterval: 0 });
  } catch (cause) {
    opened.catch(() => undefined);
    stream.destroy();
    throw new DrillError('BUG', "the relay's own key cannot be used", { cause });
  }
  return await opened;
}

/** The framed exec stream as the plain two-way stream that SSH speaks over. */
function asSocket(stream: Duplex, onEnd: () => void): Duplex {
  const plain = new PassThrough({ highWaterMark: 256 * 1024 });
  const pump = async (): Promise<void> => {
    for await (const piece of demux(stream)) {
      if (piece.stream === 1 && !plain.write(piece.data))
        await new Promise((resolve) => {
          plain.once('drain', resolve);
          plain.once('close', resolve);
        });
    }
  };
  // The SSH client does not always notice on its own that its stream is over.
  pump().then(onEnd, onEnd);
  return Duplex.from({ readable: plain, writable: stream });
}

function forward(client: Client, to: { readonly service: string; readonly port: number; readonly address: string }): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  let over = false;
  try {
    client.forwardOut('127.0.0.1', 0, to.address, to.port, (error, channel) => {
      if (error !== undefined && error !== null) return reject(refused(to.service, to.port, error));
      // Nobody waits for it any more.
      if (over) channel.on('error', () => undefined).destroy();
      else resolve(channel);
    });
  } catch (cause) {
    return Promise.reject(broken(cause));
  }
  const onClose = (): void => reject(broken(undefined));
  client.once('close', onClose);
  return within(`${to.service}:${to.port}`, promise, { timeoutMs: dialMs, onTimeout: () => refused(to.service, to.port, undefined) }).finally(() => {
    over = true;
    client.off('close', onClose);
  });
}

function broken(cause: unknown): DrillError {
  return new DrillError('UNREACHABLE', brokenText, { cause });
}

function refused(service: string, port: number, cause: unknown): DrillError {
  return new DrillError('UNREACHABLE', `${service}:${port} of the mirror does not answer`, { cause });
}
