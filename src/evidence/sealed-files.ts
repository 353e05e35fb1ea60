import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { SealedFile } from '../model/manifest.ts';

export const manifestName = 'manifest.json';
export const sealName = 'seal.dsse.json';
/** RFC 3161 token over seal.dsse.json. */
export const timestampName = 'seal.tsr';
/** Where a bundle of `actions/attest` belongs (docs/evidence.md). */
export const sigstoreName = 'seal.sigstore.json';
export const certificationName = 'certification.ndjson';
/** Reports rendered again with the attestations: beside the seal, as the sealed ones stay. */
export const attestedFolder = 'attested';

/** What stands beside the seal and may come later; each is checked by its own means. */
const besideSeal: readonly string[] = [manifestName, sealName, timestampName, sigstoreName, 'attestations.ndjson', certificationName];

export interface Listing {
  /** Relative paths of the files that belong under the seal, sorted by code unit. */
  readonly paths: readonly string[];
  /** Links, pipes and the like: never evidence. */
  readonly odd: readonly string[];
}

/** Every file of a run's folder, at any depth, without what stands beside the seal. */
export async function listFiles(dir: string): Promise<Listing> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths: string[] = [];
  const odd: string[] = [];
  for (const entry of entries) {
    const path = relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (entry.isDirectory()) continue;
    if (!entry.isFile()) odd.push(path);
    else if (!besideSeal.includes(path) && !path.startsWith(`${attestedFolder}/`)) paths.push(path);
  }
  return { paths: paths.toSorted(byCodeUnit), odd: odd.toSorted(byCodeUnit) };
}

/** Every file of a folder, what stands beside a seal too; sorted. */
export async function listAllFiles(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted(byCodeUnit);
}

/** The order of files in a manifest. */
export function byCodeUnit(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** A file as the manifest names it. */
export async function describeFile(dir: string, path: string): Promise<SealedFile> {
  const bytes = await readFile(join(dir, path));
  return { path, sha256: sha256(bytes), bytes: bytes.length, mediaType: mediaTypes[extname(path)] ?? 'application/octet-stream' };
}

/** Hex. */
export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.html': 'text/html',
  '.md': 'text/markdown',
  '.pdf': 'application/pdf',
  '.xml': 'application/xml',
  '.csv': 'text/csv',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.prom': 'text/plain',
  '.zip': 'application/zip',
  '.gz': 'application/gzip',
  '.age': 'application/octet-stream',
};
