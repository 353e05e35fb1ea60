import type { RecognisedPart } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import { Inventory, isPublic } from './archives/inventory.ts';
import { readTar } from './archives/tar.ts';
import { readXbstream } from './archives/xbstream.ts';
import { unpackZip, type ZipEntry } from './archives/zip.ts';
import { drain, tapped, type Bytes } from './bytes.ts';
import { CiphertextScan } from './ciphertext.ts';
import type { InspectOptions, PartFacts, SetFacts } from './facts.ts';
import { KeySearch } from './needles.ts';
import { ciphertextOf, encrypts } from './peel.ts';
import { Database } from './sql/database.ts';
import { sqlEnd } from './sql/ends.ts';
import type { Survey } from './survey.ts';
import { readTables } from './tables.ts';
import { triedWithWrongKey } from './wrong-key.ts';

/** Who is told of what streams by: every byte of a content, every file of an archive. */
interface Watch {
  readonly look: (chunk: Buffer) => void;
  readonly add: (name: string) => void;
}

/** Everything that is gathered while the parts of a set stream by. */
export class Examination {
  readonly database: Database;
  readonly inventory = new Inventory();
  readonly physicalTables = new Set<string>();
  readonly #survey: Survey;
  readonly #options: InspectOptions;

  constructor(survey: Survey, options: InspectOptions) {
    this.#survey = survey;
    this.#options = options;
    this.database = new Database(options.prefix, options.accessLog);
  }

  /** Reads one part whole. */
  async part(part: RecognisedPart): Promise<PartFacts> {
    const path = part.paths[0] ?? '';
    const keys = new KeySearch(this.#survey.keys);
    const sealed = part.envelopes.some(encrypts);
    const ciphertext = sealed ? new CiphertextScan() : null;
    const look = (chunk: Buffer): void => keys.push(chunk);
    let mayHoldPhi = part.content.kind !== 'archive';
    const add = (name: string): void => {
      if (part.content.kind !== 'archive') return;
      this.inventory.add(name, part.content.root);
      mayHoldPhi ||= !isPublic(name, part.content.root);
    };
    const end = await outcome(() => this.#content(part, { look, add }, ciphertext === null ? undefined : (chunk) => ciphertext.push(chunk)));
    return {
      path,
      kind: part.content.kind === 'archive' ? 'files' : 'database',
      title: titleOf(part),
      envelopes: part.envelopes,
      bytes: this.#sizeOf(part.paths),
      opened: 'open',
      ...end,
      ciphertext,
      wrongKey: sealed ? await triedWithWrongKey(this.#survey, path, part.envelopes) : 'not-tried',
      keys: [...keys.found],
      private: mayHoldPhi || end.damage !== null,
    };
  }

  /** A file whose layers no given key opened: what can be said without. */
  async sealed(path: string, error: DrillError): Promise<PartFacts> {
    const probed = await this.#survey.probe(path);
    const ciphertext = new CiphertextScan();
    const read = await outcome(async () => {
      await drain(tapped(await ciphertextOf(this.#survey.raw(path)), (chunk) => ciphertext.push(chunk)));
      return { state: 'unknown', text: 'not opened' };
    });
    const damaged = error.code === 'BACKUP_DAMAGED' ? error.message : null;
    return {
      path,
      kind: 'sealed',
      title: 'a file that did not open',
      envelopes: probed.peeled.envelopes,
      bytes: probed.bytes,
      opened: error.code === 'BACKUP_LOCKED' ? 'locked' : error.code === 'RESTORE_REFUSED' ? 'refused' : 'open',
      damage: damaged ?? read.damage,
      end: read.end,
      ciphertext: probed.peeled.envelopes.some(encrypts) ? ciphertext : null,
      wrongKey: 'not-tried',
      keys: [],
      private: true,
    };
  }

  facts(parts: readonly PartFacts[], more: Partial<SetFacts> = {}): SetFacts {
    return {
      parts,
      database: parts.some(({ kind, title }) => kind === 'database' && title.includes('SQL')) ? this.database : null,
      physicalTables: this.physicalTables.size > 0 ? this.physicalTables : null,
      inventory: parts.some(({ kind }) => kind === 'files') ? this.inventory : null,
      gaps: [],
      strangers: [],
      keysBeside: [],
      announcedRows: new Map(),
      notProven: [],
      ...more,
    };
  }

  #sizeOf(paths: readonly string[]): number {
    return this.#survey.files.filter((file) => paths.includes(file.path)).reduce((sum, file) => sum + file.bytes, 0);
  }

  async #content(part: RecognisedPart, { look, add }: Watch, onCiphertext?: (chunk: Buffer) => void): Promise<PartFacts['end']> {
    const { content } = part;
    const [path = ''] = part.paths;
    if (content.kind === 'archive' && content.form === 'zip') return await this.#zip(path, { look, add }, onCiphertext);
    const bytes = await this.#open(path, onCiphertext);
    switch (content.kind) {
      case 'sql':
        return sqlEnd(content.by, await this.database.read(bytes, look), this.database);
      case 'archive':
        return await tarEnd(tapped(bytes, look), add);
      case 'mariabackup':
        return await this.#xbstream(tapped(bytes, look));
      case 'mariadb-dir':
        return await readTables(this.database, bytes, { look, again: () => this.#open(path) });
      case 'mydumper':
        throw new DrillError('BUG', 'a folder was taken for one stream');
    }
  }

  async #open(path: string, onCiphertext?: (chunk: Buffer) => void): Promise<Bytes> {
    const opened = await this.#survey.open(path, onCiphertext);
    if (opened.state === 'shut') throw opened.error;
    return opened.bytes;
  }

  async #zip(path: string, { look, add }: Watch, onCiphertext?: (chunk: Buffer) => void): Promise<PartFacts['end']> {
    const entries = await this.#survey.zip(path, onCiphertext);
    for (const entry of entries) if (!entry.path.endsWith('/')) add(entry.path);
    if (entries.some(({ locked }) => locked)) return { state: 'unknown', text: 'entries of the zip have a password of their own, which Muster does not open' };
    if (this.#options.deep) await this.#unpacked(path, entries, look);
    return { state: 'whole', text: `the zip's directory lists ${entries.length} entries${this.#options.deep ? ', each as its checksum says' : ''}` };
  }

  async #unpacked(path: string, entries: readonly ZipEntry[], look: (chunk: Buffer) => void): Promise<void> {
    await unpackZip(await this.#open(path), entries, look);
  }

  async #xbstream(bytes: Bytes): Promise<PartFacts['end']> {
    const { paths, unended, texts } = await readXbstream(bytes);
    for (const path of paths) {
      const table = tableOfFile(path);
      if (table !== null) this.physicalTables.add(table);
    }
    if (unended.length > 0) return { state: 'cut', text: `${unended.length} of ${paths.length} files have no end` };
    if (![...texts.keys()].some((name) => name.endsWith('_checkpoints'))) return { state: 'cut', text: 'the checkpoints, which are written last, are missing' };
    return { state: 'whole', text: `${paths.length} files, each to its end, with the checkpoints that are written last` };
  }
}

async function tarEnd(bytes: Bytes, add: Watch['add']): Promise<PartFacts['end']> {
  const { ended } = await readTar(bytes, (path, type) => {
    if (type === 'file' || type === 'contiguous-file') add(path);
    return true;
  });
  return ended ? { state: 'whole', text: 'two blocks of zeros end the tar' } : { state: 'cut', text: 'the two blocks of zeros that end a tar are missing' };
}

/** `wordpress/wp_posts.ibd` holds the table wp_posts; partitions and full-text tables belong to others. Until it is prepared, a table as young as the redo log is `.new`. */
export function tableOfFile(path: string): string | null {
  return /^(?:\.\/)?[^/]+\/([^/#]+)\.(?:ibd|new|MYD|MAD)(?:\.(?:gz|zst|qp))?$/u.exec(path)?.[1] ?? null;
}

/** Damage and missing keys become facts; what keeps us from reading at all stays an error. */
async function outcome(read: () => Promise<PartFacts['end']>): Promise<Pick<PartFacts, 'damage' | 'end'>> {
  try {
    return { damage: null, end: await read() };
  } catch (error) {
    if (!(error instanceof DrillError) || !['BACKUP_DAMAGED', 'RESTORE_REFUSED', 'BACKUP_LOCKED'].includes(error.code)) throw error;
    return { damage: error.message, end: { state: 'unknown', text: 'it could not be read to its end' } };
  }
}

function titleOf({ content }: RecognisedPart): string {
  switch (content.kind) {
    case 'sql':
      return `SQL of ${content.by === 'other' ? 'an unnamed tool' : content.by}`;
    case 'archive':
      return `a ${content.form} of ${content.root}`;
    case 'mariabackup':
      return `mariabackup (${content.form})`;
    case 'mariadb-dir':
      return 'SQL and rows of mariadb-dump --dir';
    case 'mydumper':
      return 'SQL of mydumper';
  }
}
