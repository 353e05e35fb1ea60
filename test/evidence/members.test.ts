import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { leakScan } from '../../src/evidence/leak-scan.ts';
import { withMembers } from '../../src/evidence/members.ts';

const value = 'Quillon-Fairweather';
/** Long enough that every packer codes its characters anew. */
const plain = Buffer.from(`${Array.from({ length: 2000 }, (_, at) => `row ${at * 7919}`).join(' ')} {"patient":"${value}"}`);
const zip = (bytes: Buffer): Buffer => {
  const dir = mkdtempSync(join(tmpdir(), 'muster-zip-'));
  writeFileSync(join(dir, 'inside'), bytes);
  execFileSync('python3', ['-c', 'import sys, zipfile; zipfile.ZipFile("a.zip", "w", zipfile.ZIP_DEFLATED).write("inside")'], { cwd: dir });
  const packed = readFileSync(join(dir, 'a.zip'));
  rmSync(dir, { recursive: true });
  return packed;
};
const pdf = (bytes: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('%PDF-1.7\n1 0 obj <</Filter /FlateDecode>>\nstream\r\n'),
    deflateSync(bytes),
    Buffer.from('\nendstream endobj\n2 0 obj <<>>\nstream\n'),
    deflateSync(Buffer.from('other')),
    Buffer.from('\nendstream endobj'),
  ]);
const packers = { gzip: gzipSync, zstd: zstdCompressSync, zip, pdf, base64: (bytes: Buffer) => Buffer.from(gzipSync(bytes).toString('base64')) };
const hits = async (bytes: Buffer) => leakScan((await withMembers(new Map([['file', bytes]]))).files, [value]).hits;

describe('what lies compressed in a file', () => {
  it.each(Object.entries(packers))('is found in %s, where plain search finds nothing', async (_name, pack) => {
    const packed = pack(plain);
    expect(leakScan(new Map([['file', packed]]), [value]).hits).toEqual([]);
    const [hit] = await hits(packed);
    expect(hit?.file).toMatch(/^file!/u);
  });
  it('is found three layers deep', async () => {
    expect((await hits(gzipSync(zip(pdf(plain))))).length).toBeGreaterThan(0);
  });
  it('is said to be cut where it cannot be unpacked', async () => {
    const damaged = gzipSync(plain).subarray(0, 20);
    expect((await withMembers(new Map([['file', damaged]]))).cut).toEqual(['file']);
    expect((await withMembers(new Map([['file', Buffer.from('PK\x03\x04 no zip')]]))).cut).toEqual(['file']);
    expect((await withMembers(new Map([['file', plain]]))).cut).toEqual([]);
  });
});
