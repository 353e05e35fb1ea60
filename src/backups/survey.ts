import type { BackupKeys, BackupSource, SourceFile } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import { rootOf, isDecisive } from './archives/inventory.ts';
import { holdsTables, isOfTables } from './archives/table-folder.ts';
import { readTar } from './archives/tar.ts';
import { endOf, mostDirectoryBytes, zipEntries, type ZipEntry } from './archives/zip.ts';
import { breather, type Bytes } from './bytes.ts';
import { capped, ceilingOf, tooLarge } from './ceiling.ts';
import { peel, type Peeled } from './peel.ts';

/** Entries of a tar that are looked at to tell what it holds; the whole of it is read when it is inspected. */
const firstEntries = 20_000;

/** A set's files as they are looked at: each is opened at most once to see how it begins. */
export class Survey {
  readonly files: readonly SourceFile[];
  readonly source: BackupSource;
  readonly keys: BackupKeys;
  readonly signal: AbortSignal;
  readonly #probed = new Map<string, Promise<Probed>>();

  private constructor(source: BackupSource, keys: BackupKeys, files: readonly SourceFile[], signal: AbortSignal) {
    this.files = files;
    this.source = source;
    this.keys = keys;
    this.signal = signal;
  }

  /** @throws {DrillError} BACKUP_UNREADABLE; BACKUP_UNKNOWN for an empty folder. */
  static async of(source: BackupSource, keys: BackupKeys, signal: AbortSignal): Promise<Survey> {
    const files = await source.list(signal);
    if (files.length === 0) throw new DrillError('BACKUP_UNKNOWN', `${source.title} holds no file.`);
    return new Survey(source, keys, files, signal);
  }

  /** The same, over some of the files; `folder` (with its slash) is then the set's own. */
  only(paths: ReadonlySet<string>, folder = ''): Survey {
    const source: BackupSource = {
      ...this.source,
      title: folder === '' ? this.source.title : `${this.source.title}/${folder.slice(0, -1)}`,
      list: () => Promise.resolve(files),
      read: (path, range) => this.source.read(`${folder}${path}`, range),
    };
    const files = this.files.filter(({ path }) => paths.has(path)).map((file) => ({ ...file, path: file.path.slice(folder.length) }));
    return new Survey(source, this.keys, files, this.signal);
  }

  has(path: string): boolean {
    return this.files.some((file) => file.path === path);
  }

  /** A file's bytes as they lie; stops with an abort. */
  async *raw(path: string, range?: { readonly start?: number; readonly end?: number }): AsyncGenerator<Buffer> {
    const breathe = breather();
    for await (const chunk of this.source.read(path, range)) {
      await breathe();
      if (this.signal.aborted) throw new DrillError('ABORTED', 'interrupted while a backup was read');
      yield chunk as Buffer;
    }
  }

  async open(path: string, onCiphertext?: (chunk: Buffer) => void): Promise<Peeled> {
    const peeled = await peel(this.raw(path), { keys: this.keys, onCiphertext });
    return peeled.state === 'shut' ? peeled : { ...peeled, bytes: capped(peeled.bytes, this.#most(), path) };
  }

  /** How a file begins, within its layers. */
  probe(path: string): Promise<Probed> {
    const known = this.#probed.get(path);
    if (known !== undefined) return known;
    const made = this.#probe(path);
    this.#probed.set(path, made);
    return made;
  }

  /** The first bytes of a small text of the set, opened; empty when it does not open. */
  async text(path: string): Promise<string> {
    const { peeled } = await this.probe(path);
    return peeled.state === 'open' ? peeled.head.toString('utf8') : '';
  }

  /** What an archive holds. @throws {DrillError} BACKUP_DAMAGED */
  async pathsOf(path: string): Promise<readonly string[]> {
    const { peeled } = await this.probe(path);
    if (peeled.state === 'shut') return [];
    if (peeled.content.kind === 'zip') return (await this.zip(path)).map((entry) => entry.path);
    const paths: string[] = [];
    const opened = await this.open(path);
    if (opened.state === 'shut') throw opened.error;
    await readTar(opened.bytes, (name) => {
      paths.push(name);
      return paths.length < firstEntries && !isDecisive(name) && !(isOfTables(name) && holdsTables(paths));
    });
    return paths;
  }

  /**
   * The directory of a zip: from the end of the file, or, within layers, from the end of the stream.
   * @throws {DrillError} BACKUP_DAMAGED; BACKUP_TOO_LARGE when its entries come to more than the ceiling.
   */
  async zip(path: string, onCiphertext?: (chunk: Buffer) => void): Promise<readonly ZipEntry[]> {
    const entries = await this.#zip(path, onCiphertext);
    if (entries.reduce((sum, { bytes }) => sum + bytes, 0) > this.#most()) throw tooLarge(path, this.#most());
    return entries;
  }

  #most(): number {
    return ceilingOf(this.files, this.source.unpackedLimit);
  }

  async #zip(path: string, onCiphertext?: (chunk: Buffer) => void): Promise<readonly ZipEntry[]> {
    const { peeled, bytes: sizeBytes } = await this.probe(path);
    if (peeled.state === 'open' && peeled.envelopes.length === 0) {
      const { tail } = await endOf(this.raw(path, { start: Math.max(0, sizeBytes - mostDirectoryBytes) }));
      return await zipEntries({ tail, sizeBytes });
    }
    const opened = await this.open(path, onCiphertext);
    if (opened.state === 'shut') throw opened.error;
    return await zipEntries(await endOf(opened.bytes));
  }

  async rootOf(path: string): Promise<ReturnType<typeof rootOf>> {
    return rootOf(await this.pathsOf(path));
  }

  async #probe(path: string): Promise<Probed> {
    const peeled = await this.open(path);
    if (peeled.state === 'open') await closed(peeled.bytes);
    return { path, bytes: this.files.find((file) => file.path === path)?.bytes ?? 0, peeled };
  }
}

export interface Probed {
  readonly path: string;
  /** Size of the file as it lies. */
  readonly bytes: number;
  readonly peeled: Peeled;
}

async function closed(bytes: Bytes): Promise<void> {
  await bytes[Symbol.asyncIterator]().return?.();
}
