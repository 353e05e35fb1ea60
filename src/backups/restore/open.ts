import { Readable } from 'node:stream';
import type { BackupKeys, Envelope, RecognisedPart } from '../../model/backup-source.ts';
import { DrillError } from '../../model/errors.ts';
import { keyPlaces, type KeyName } from '../../model/key-places.ts';
import type { Mirror } from '../../model/ports/mirror.ts';
import { noKeys, peel } from '../peel.ts';

/** What a restore works on. */
export type Restored = Pick<Mirror, 'containers' | 'database'>;

const inToolbox: ReadonlySet<Envelope> = new Set(['gzip', 'zstd', 'xz', 'bzip2', 'age', 'gpg', 'openssl']);
const readMs = 4 * 3_600_000;

/** True when the toolbox has a program for every layer, as a person would use it. */
export function layersInToolbox(envelopes: readonly Envelope[]): boolean {
  return envelopes.every((layer) => inToolbox.has(layer));
}

/**
 * The content of files of the backups volume, opened by Muster itself: for layers that no program of the toolbox knows.
 * Only keys that are in place count, as for the others.
 * @throws {DrillError} RESTORE_REFUSED when a key in place does not open them.
 */
export async function opened({ containers }: Restored, files: readonly string[]): Promise<Readable> {
  const { stdout, ended } = await containers.execStream('toolbox', ['cat', '--', ...files], { timeoutMs: readMs });
  ended.catch(() => undefined);
  const peeled = await peel(stdout, { keys: await keysInPlace({ containers }) });
  if (peeled.state === 'shut')
    throw new DrillError('RESTORE_REFUSED', `The set does not open with the keys in place: ${peeled.error.message}.`, { cause: peeled.error });
  return Readable.from(peeled.bytes, { objectMode: false });
}

/** The content of a part that is one stream, by the toolbox's programs where it has them. A layer that does not open ends it early. */
export async function contentOf(mirror: Restored, { envelopes }: Pick<RecognisedPart, 'envelopes'>, files: readonly string[]): Promise<Readable> {
  if (!layersInToolbox(envelopes)) return await opened(mirror, files);
  const { stdout, ended } = await mirror.containers.execStream('toolbox', ['/opt/muster/open-part', envelopes.join(','), ...files], { timeoutMs: readMs });
  ended.catch(() => undefined);
  return stdout;
}

async function keysInPlace({ containers }: Pick<Mirror, 'containers'>): Promise<BackupKeys> {
  const text = async (name: KeyName): Promise<string | null> => {
    const { code, stdout } = await containers.exec('toolbox', ['cat', keyPlaces[name].file]);
    return code === 0 ? stdout.toString('utf8').trim() : null;
  };
  const updraftPhrase = await text('updraft-phrase');
  const passphrase = await text('passphrase');
  return { ...noKeys, updraftPhrase, passphrases: passphrase === null ? [] : [passphrase] };
}
