import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DrillError } from '../model/errors.ts';
import type { Scratch } from '../model/phi-integrity.ts';

/**
 * A file of this process alone, unlinked as soon as it is open: nothing is left of it, however the process ends. It
 * is made at the first `append`. Lies in the system's folder for temporary files (TMPDIR).
 * @throws {DrillError} WRITE_FAILED when that folder is full or cannot be written.
 */
export class ScratchFile implements Scratch, AsyncDisposable {
  #file: Promise<FileHandle> | null = null;
  #end = 0;

  async append(parts: readonly Buffer[]): Promise<number> {
    const at = this.#end;
    this.#end += parts.reduce((sum, part) => sum + part.length, 0);
    try {
      const file = await (this.#file ??= nameless());
      let place = at;
      for (const part of parts) {
        await writeAll(file, part, place);
        place += part.length;
      }
    } catch (cause) {
      throw new DrillError('WRITE_FAILED', `the rows' digests could not be kept in ${tmpdir()}`, {
        cause,
        hint: 'Make room there, or name another folder in TMPDIR.',
      });
    }
    return at;
  }

  async read(at: number, length: number): Promise<Buffer> {
    const file = await this.#file;
    const bytes = Buffer.alloc(length);
    const { bytesRead } = file === null ? { bytesRead: 0 } : await file.read(bytes, 0, length, at);
    if (bytesRead !== length) throw new DrillError('BUG', 'The scratch file is shorter than what was appended to it.');
    return bytes;
  }

  /** Gives the room back. Idempotent. */
  async stop(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.then((handle) => handle.close()).catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let written = 0; written < bytes.length;) written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
}

async function nameless(): Promise<FileHandle> {
  const dir = await mkdtemp(join(tmpdir(), 'muster-scratch-'));
  try {
    return await open(join(dir, 'digests'), 'wx+', 0o600);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
