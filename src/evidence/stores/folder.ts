import { appendFile, cp, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import lockfile from 'proper-lockfile';
import { DrillError } from '../../model/errors.ts';
import type { EvidenceStore } from './store.ts';

/** A folder, on this host or mounted. `ledger` is a path inside it. Where the reports are written there already, keeping is done. */
export function folderStore(folder: string, ledger: string): EvidenceStore {
  const path = join(folder, ledger);
  const refused = (what: string, cause: unknown): DrillError => new DrillError('STORE_UNAVAILABLE', `${folder}: ${what}.`, { cause });
  return {
    where: folder,
    readLedger: async () => await readText(path, refused),
    async addToLedger(line, before) {
      try {
        await mkdir(folder, { recursive: true });
        const release = await lockfile.lock(folder, { lockfilePath: `${path}.lock`, retries: { retries: 50, minTimeout: 20, maxTimeout: 500 } });
        try {
          if ((await readText(path, refused)) !== before) return false;
          await appendFile(path, line, { flush: true });
          return true;
        } finally {
          await release();
        }
      } catch (cause) {
        throw cause instanceof DrillError ? cause : refused('the ledger could not be written', cause);
      }
    },
    async keep(dir, name) {
      const target = join(folder, name);
      if (resolve(target) === resolve(dir)) return;
      await cp(dir, target, { recursive: true, force: false, errorOnExist: false }).catch((cause: unknown) => {
        throw refused(`${name} could not be kept`, cause);
      });
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function readText(path: string, refused: (what: string, cause: unknown) => DrillError): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw refused('the ledger cannot be read', cause);
  }
}
