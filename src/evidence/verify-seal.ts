import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { readEnvelope, signedBy, type Envelope } from './dsse.ts';
import { importPublic, keyIdOf } from './keys.ts';
import { readManifestText, statementText } from './manifest-file.ts';
import { describeFile, listFiles, manifestName, sealName, sha256 } from './sealed-files.ts';

export interface SealCheck {
  /** `none`: there is no seal. `broken`: something is wrong. */
  readonly state: 'signed' | 'unsigned' | 'none' | 'broken';
  readonly manifest: Manifest | null;
  /** SHA-256 of manifest.json, as it lies there. */
  readonly digest: Digest | null;
  /** True when the signature is that of the public key that was given; false when it was checked with the key in the seal only. */
  readonly keyGiven: boolean;
  /** Each begins with the name of the file. */
  readonly problems: readonly string[];
}

/**
 * Checks a run's folder against its seal, offline: manifest, signature, and every byte of every file. Files that stand
 * beside the seal (attestations, certification, time stamp) are not looked at here. Without `key` the signature is
 * checked with the key in the seal: that shows that nothing changed since, not who sealed it.
 */
export async function verifySeal(dir: string, key: KeyObject | null = null): Promise<SealCheck> {
  const [source, sealed] = await Promise.all([read(join(dir, manifestName)), read(join(dir, sealName))]);
  if (source === null && sealed === null) return { state: 'none', manifest: null, digest: null, keyGiven: false, problems: [] };
  const manifest = source === null ? 'is missing: the folder has a seal without it' : readManifestText(source);
  const digest: Digest | null = source === null ? null : `sha256:${sha256(source)}`;
  if (typeof manifest === 'string') return { state: 'broken', manifest: null, digest, keyGiven: false, problems: [`${manifestName}: ${manifest}`] };
  const envelope = sealed === null ? null : readEnvelope(sealed);
  const seal =
    envelope === null
      ? [`${sealName}: ${sealed === null ? 'is missing' : 'was changed: it is no envelope in its canonical form'}`]
      : envelopeProblems(envelope, manifest, key);
  const problems = [...seal, ...(await fileProblems(dir, manifest))];
  const whole = manifest.preparedBy.keyId === null ? 'unsigned' : 'signed';
  return { state: problems.length > 0 ? 'broken' : whole, manifest, digest, keyGiven: key !== null, problems };
}

function envelopeProblems(envelope: Envelope, manifest: Manifest, given: KeyObject | null): readonly string[] {
  const { keyId, publicKey } = manifest.preparedBy;
  if (Buffer.from(envelope.payload, 'base64').toString() !== statementText(manifest))
    return [`${sealName}: does not speak of this ${manifestName}: one of them was changed`];
  if (keyId === null || publicKey === null) {
    const unsigned = envelope.signatures.length === 0 ? [] : [`${sealName}: has a signature, but the manifest names no key`];
    return given === null ? unsigned : [...unsigned, `${sealName}: is not signed, so it is not that key's`];
  }
  const own = importPublic(publicKey);
  if (own === null || keyIdOf(own) !== keyId) return [`${manifestName}: its key does not fit its key id`];
  if (given !== null && keyIdOf(given) !== keyId) return [`${sealName}: is signed by ${keyId}, not by the key that was given (${keyIdOf(given)})`];
  return signedBy(envelope, given ?? own) ? [] : [`${sealName}: its signature does not hold: the seal was changed, or another key signed it`];
}

/** What is changed, missing or added, by name. Two files that changed places are named both. */
async function fileProblems(dir: string, { files }: Manifest): Promise<readonly string[]> {
  const { paths, odd } = await listFiles(dir);
  const sealed = new Map(files.map((file) => [file.path, file]));
  const byHash = new Map(files.map((file) => [file.sha256, file.path]));
  const problems = odd.map((path) => `${path}: is no file; a sealed run has no links`);
  for (const path of paths) if (!sealed.has(path)) problems.push(`${path}: was added after the seal`);
  for (const [path, expected] of sealed) {
    if (!paths.includes(path)) {
      problems.push(`${path}: is missing`);
      continue;
    }
    const found = await describeFile(dir, path);
    if (found.sha256 === expected.sha256) continue;
    const other = byHash.get(found.sha256);
    problems.push(`${path}: was changed after the seal${other === undefined ? '' : `: it holds what ${other} held`}`);
  }
  return problems;
}

async function read(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch(() => null);
}
