import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { DrillError, isAbort } from '../model/errors.ts';

/** More than any bundle holds: what is larger is no bundle, or is meant to fill the disk. */
const mostFiles = 20_000;
const mostBytes = 4 * 1024 ** 3;

/** A bundle out of its ZIP, for as long as it is looked at. */
export interface Unpacked extends AsyncDisposable {
  /** The run's folder: the only folder at the top of the ZIP, or its top. */
  readonly dir: string;
}

/**
 * Unpacks a ZIP into a folder of its own. Refused as a whole: a name that leads outside (yauzl looks) or stands twice,
 * links, and more than 20,000 files or 4 GiB.
 * @throws {DrillError} NOT_A_RUN
 */
export async function unpack(file: string, signal: AbortSignal): Promise<Unpacked> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-verify-'));
  const remove = async (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await unpackInto(folder, file, signal);
    const top = await readdir(folder, { withFileTypes: true });
    const [only] = top;
    const dir = only !== undefined && top.length === 1 && only.isDirectory() ? join(folder, only.name) : folder;
    return { dir, [Symbol.asyncDispose]: remove };
  } catch (cause) {
    await remove();
    if (cause instanceof DrillError || signal.aborted || isAbort(cause)) throw cause;
    throw new DrillError('NOT_A_RUN', `${file} is not a sound ZIP, or a name in it leads outside.`, { cause });
  }
}

async function unpackInto(folder: string, file: string, signal: AbortSignal): Promise<void> {
  const zip = await yauzl.openPromise(file, { lazyEntries: true });
  const seen = new Set<string>();
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    signal.throwIfAborted();
    const { fileName: name, externalFileAttributes, uncompressedSize } = entry;
    if (name.endsWith('/')) continue;
    bytes += uncompressedSize;
    if (seen.has(name)) throw new DrillError('NOT_A_RUN', `${file}: ${name} stands in it twice.`);
    if (((externalFileAttributes >>> 16) & 0o170000) === 0o120000) throw new DrillError('NOT_A_RUN', `${file}: ${name} is a link.`);
    if (seen.size >= mostFiles || bytes > mostBytes) throw new DrillError('NOT_A_RUN', `${file} holds more than any bundle does.`);
    seen.add(name);
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { flags: 'wx' }), { signal });
  }
}
