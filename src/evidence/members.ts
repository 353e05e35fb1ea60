import { inflateSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import yauzl from 'yauzl';

/** More than a bundle unpacks to: what is larger is looked at as it is, and `cut` says so. */
const mostBytes = 256 * 1024 * 1024;
const deepest = 4;

export interface Members {
  /** Every file, and every member that could be unpacked from one, by a name such as `report.pdf!stream-3`. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Files of which not everything could be unpacked: a damaged or encrypted member, or too much of it. */
  readonly cut: readonly string[];
}

/**
 * What lies compressed in files, beside the files themselves: gzip, zstd, ZIP (so XLSX too), the streams of a PDF (its
 * attachments among them), and any of them in base64, also within each other. Known by content, not by name. It does not
 * decrypt, reads no other formats, and the text that a PDF draws stays glyph numbers: it is looked for in what the PDF was
 * made from.
 */
export async function withMembers(files: ReadonlyMap<string, Buffer>): Promise<Members> {
  const all = new Map<string, Buffer>();
  const cut = new Set<string>();
  let left = mostBytes;
  const queue = [...files].map(([name, bytes]) => ({ name, bytes, depth: 0 }));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    all.set(next.name, next.bytes);
    if (next.depth === deepest) continue;
    for (const { name, bytes } of await membersOf(next.bytes, left)) {
      if (bytes === null || bytes.length > left) cut.add(next.name);
      else {
        left -= bytes.length;
        queue.push({ name: `${next.name}!${name}`, bytes, depth: next.depth + 1 });
      }
    }
  }
  return { files: all, cut: [...cut] };
}

interface Member {
  readonly name: string;
  /** null: it could not be unpacked. */
  readonly bytes: Buffer | null;
}

async function membersOf(bytes: Buffer, left: number): Promise<readonly Member[]> {
  const most = { maxOutputLength: Math.max(1, left) };
  if (bytes.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return [tried('gzip', () => gunzipSync(bytes, most))];
  if (bytes.subarray(0, 4).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))) return [tried('zstd', () => zstdDecompressSync(bytes, most))];
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) return await zipMembers(bytes, left);
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') return pdfStreams(bytes, most);
  return base64Members(bytes);
}

function tried(name: string, unpack: () => Buffer): Member {
  try {
    return { name, bytes: unpack() };
  } catch {
    return { name, bytes: null };
  }
}

async function zipMembers(bytes: Buffer, left: number): Promise<readonly Member[]> {
  const members: Member[] = [];
  try {
    const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
    let room = left;
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      room -= entry.uncompressedSize;
      if (room < 0 || entry.isEncrypted()) members.push({ name: entry.fileName, bytes: null });
      else members.push({ name: entry.fileName, bytes: await readAll(await zip.openReadStreamPromise(entry)) });
    }
  } catch {
    members.push({ name: 'zip', bytes: null });
  }
  return members;
}

async function readAll(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Between `stream` and `endstream`; what does not inflate is no Flate stream, and stands in the file as it is. */
function pdfStreams(bytes: Buffer, most: { readonly maxOutputLength: number }): readonly Member[] {
  const members: Member[] = [];
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    if (bytes.subarray(at - 3, at).toString('latin1') === 'end') continue;
    const from = at + 6 + (bytes[at + 6] === 0x0d ? 2 : 1);
    const end = bytes.indexOf('endstream', from);
    if (end < 0) break;
    const { bytes: inflated } = tried('', () => inflateSync(bytes.subarray(from, end), { ...most, finishFlush: 2 }));
    if (inflated !== null && inflated.length > 0) members.push({ name: `stream-${members.length}`, bytes: inflated });
  }
  return members;
}

/** The beginnings of gzip, zstd, ZIP and PDF in base64. */
const packedInBase64 = /(?:H4sI|KLUv\/|UEsDB|JVBERi)[A-Za-z0-9+/=]{24,}/gu;

function base64Members(bytes: Buffer): readonly Member[] {
  return [...bytes.toString('latin1').matchAll(packedInBase64)].map(([text], index) => ({ name: `base64-${index}`, bytes: Buffer.from(text, 'base64') }));
}
