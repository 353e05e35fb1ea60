import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DrillError } from '../model/errors.ts';
import type { Digest } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { envelopeOf, envelopeText } from './dsse.ts';
import { exportPublic, keyIdOf } from './keys.ts';
import { manifestText, statementText } from './manifest-file.ts';
import { describeFile, listFiles, manifestName, sealName, sha256 } from './sealed-files.ts';
import type { Signer } from './signer.ts';

/** What a manifest says beside the files and the key. */
export type SealFacts = Omit<Manifest, 'schemaVersion' | 'files' | 'preparedBy'> & { readonly preparedBy: string };

export interface Seal {
  readonly manifest: Manifest;
  /** Of manifest.json. */
  readonly digest: Digest;
}

/**
 * Seals a run's folder, once: manifest.json over every file in it, and seal.dsse.json, the in-toto statement over both, signed
 * with Ed25519 when there is a signer. A statement of the test's result that stands there is signed first and sealed with it.
 * @throws {DrillError} SEAL_REFUSED when a seal stands there, or something that is no file; WRITE_FAILED.
 */
export async function seal(dir: string, { preparedBy, ...facts }: SealFacts, signer: Signer | null): Promise<Seal> {
  for (const name of [manifestName, sealName]) {
    if (await isThere(join(dir, name))) throw new DrillError('SEAL_REFUSED', `${join(dir, name)}: this run is sealed already.`);
  }
  if (signer !== null) await signTestResult(dir, signer);
  const { paths, odd } = await listFiles(dir);
  if (odd.length > 0) throw new DrillError('SEAL_REFUSED', `${odd.join(', ')}: only files can be sealed, no links.`);
  const files = await Promise.all(paths.map((path) => describeFile(dir, path)));
  const key = signer === null ? { keyId: null, publicKey: null } : { keyId: keyIdOf(signer.publicKey), publicKey: exportPublic(signer.publicKey) };
  const manifest: Manifest = { schemaVersion: 1, ...facts, preparedBy: { name: preparedBy, ...key }, files };
  const text = manifestText(manifest);
  const envelope = envelopeText(await envelopeOf(Buffer.from(statementText(manifest)), signer));
  await writeOnce(join(dir, manifestName), text);
  await writeOnce(join(dir, sealName), envelope);
  return { manifest, digest: `sha256:${sha256(text)}` };
}

/** `test-result.intoto.json` in an envelope of its own, for tools that take in-toto attestations. */
async function signTestResult(dir: string, signer: Signer): Promise<void> {
  const statement = await readFile(join(dir, 'test-result.intoto.json')).catch(() => null);
  if (statement !== null) await writeOnce(join(dir, 'test-result.dsse.json'), envelopeText(await envelopeOf(statement, signer)));
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function writeOnce(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', flush: true }).catch((cause: unknown) => {
    throw new DrillError('WRITE_FAILED', `${path}: the seal could not be written; remove what is cut and run \`muster seal\`.`, { cause });
  });
}
