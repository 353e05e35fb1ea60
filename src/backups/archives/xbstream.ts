import { crc32 } from 'node:zlib';
import { DrillError } from '../../model/errors.ts';
import { ByteReader, type Bytes } from '../bytes.ts';
import { damage } from '../envelopes/envelope.ts';

const mostPathBytes = 4096;
const mostTextBytes = 64 * 1024;

export interface XbstreamFacts {
  readonly paths: readonly string[];
  /** Files that have no chunk that ends them. */
  readonly unended: readonly string[];
  /** Contents of the small files that describe the backup, by name. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads a stream of mbstream (xbstream): chunks of files, each with a CRC-32, each file with a chunk that ends it.
 * Source of the layout: extra/mariabackup/xbstream_read.cc. `enough` stops the reading early, for a first look.
 * @throws {DrillError} BACKUP_DAMAGED when a chunk is cut or changed.
 */
export async function readXbstream(bytes: Bytes, enough: (texts: ReadonlyMap<string, string>) => boolean = () => false): Promise<XbstreamFacts> {
  const reader = new ByteReader(bytes);
  const open = new Set<string>();
  const paths = new Set<string>();
  const texts = new Map<string, string>();
  try {
    while (!enough(texts) && !(await reader.atEnd())) {
      const { path, ends } = await chunk(reader, texts);
      paths.add(path);
      if (ends) open.delete(path);
      else open.add(path);
    }
  } catch (error) {
    throw damage('xbstream', error);
  } finally {
    await reader.close();
  }
  return { paths: [...paths], unended: [...open], texts };
}

async function chunk(reader: ByteReader, texts: Map<string, string>): Promise<{ readonly path: string; readonly ends: boolean }> {
  const header = await exactly(reader, 14);
  const type = String.fromCodePoint(header[9] ?? 0);
  const pathLength = header.readUInt32LE(10);
  if (header.toString('latin1', 0, 8) !== 'XBSTCK01' || pathLength > mostPathBytes || !'PES'.includes(type)) throw unsound();
  const path = (await exactly(reader, pathLength)).toString('utf8');
  if (type === 'E') return { path, ends: true };
  const holes = type === 'S' ? (await exactly(reader, 4)).readUInt32LE(0) : 0;
  const sizes = await exactly(reader, 20);
  const map = await exactly(reader, holes * 8);
  const length = Number(sizes.readBigUInt64LE(0));
  let sum = crc32(map);
  let read = 0;
  const name = /(?:^|\/)((?:xtrabackup|mariadb_backup)_(?:checkpoints|info))$/u.exec(path)?.[1];
  for await (const part of reader.pass(length)) {
    sum = crc32(part, sum);
    read += part.length;
    if (name !== undefined && read <= mostTextBytes) texts.set(name, `${texts.get(name) ?? ''}${part.toString('utf8')}`);
  }
  if (read < length || sum !== sizes.readUInt32LE(16)) throw unsound();
  return { path, ends: false };
}

async function exactly(reader: ByteReader, sizeBytes: number): Promise<Buffer> {
  if (sizeBytes > 64 * 1024 * 1024) throw unsound();
  const taken = await reader.take(sizeBytes);
  if (taken.length < sizeBytes) throw unsound();
  return taken;
}

const unsound = (): DrillError => new DrillError('BACKUP_DAMAGED', 'the xbstream is cut or changed: a chunk is not whole');
