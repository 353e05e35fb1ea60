import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { DrillError, isAbort } from '../model/errors.ts';

/**
 * Unpacks a zip file by file. Names that lead outside `folder` are refused (yauzl checks them), and with them the rest.
 * @throws {DrillError} INVALID_FLAG when it is not a sound zip, WRITE_FAILED when the disk refuses.
 */
export async function unzip(file: string, folder: string, signal: AbortSignal): Promise<void> {
  try {
    const zip = await yauzl.openPromise(file, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      if (entry.fileName.endsWith('/')) continue;
      const target = join(folder, entry.fileName);
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target), { signal });
    }
  } catch (cause) {
    if (signal.aborted || isAbort(cause)) throw cause;
    if (cause instanceof Error && 'syscall' in cause) throw new DrillError('WRITE_FAILED', `${file} could not be unpacked: the disk refused.`, { cause });
    throw new DrillError('INVALID_FLAG', `${file} is not a sound zip, or a name in it leads outside.`, { cause });
  }
}
