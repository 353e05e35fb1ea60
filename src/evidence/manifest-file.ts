import { Ajv2020 } from 'ajv/dist/2020.js';
import { canonicalJson } from '../model/canonical.ts';
import type { Manifest, Predecessor, SealedFile } from '../model/manifest.ts';
import { count, digest, hex, instant, list, nullable, object, oneOf, text, texts } from '../model/schema.ts';
import { byCodeUnit, manifestName, sha256 } from './sealed-files.ts';

const verdict = oneOf('pass', 'inconclusive', 'fail');
const filePath = { type: 'string', pattern: '^(?!/)(?!(.*/)?\\.\\.?(/|$))[^\\\\]+$' } as const;

/** The published schema of manifest.json. */
const manifestSchema = object<Manifest>({
  schemaVersion: oneOf(1),
  runId: text,
  drill: text,
  site: text,
  verdict,
  evidenceGrade: oneOf('demo', 'procedure', 'production-backup'),
  sealedAt: instant,
  tool: object<Manifest['tool']>({ version: text, commit: text }),
  journalHead: hex,
  predecessor: nullable(object<Predecessor>({ runId: text, manifest: digest, verdict })),
  predecessorText: text,
  attemptsSince: texts,
  ledgerHead: nullable(hex),
  preparedBy: object<Manifest['preparedBy']>({ name: text, keyId: nullable(text), publicKey: nullable(text) }),
  files: list(object<SealedFile>({ path: filePath, sha256: hex, bytes: count, mediaType: text })),
});

const isManifest = new Ajv2020().compile<Manifest>(manifestSchema);

/** A manifest as its file: canonical JSON and a line's end. */
export function manifestText(manifest: Manifest): string {
  return `${canonicalJson(manifest)}\n`;
}

/** The manifest of a file's text, or why it is none: form, canonical JSON, and the order of its files. */
export function readManifestText(source: string): Manifest | string {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return 'is not JSON';
  }
  if (!isManifest(value)) return 'is no manifest that this version of Muster knows';
  if (manifestText(value) !== source) return 'was changed after it was written: it is not in canonical form';
  const paths = value.files.map((file) => file.path);
  const sorted = paths.every((path, index) => index === 0 || byCodeUnit(paths[index - 1] ?? '', path) < 0);
  return sorted ? value : 'its files stand in another order, or twice';
}

/**
 * The in-toto statement (v1) that is signed: manifest.json and every file as subjects, all that the manifest says beside
 * them as predicate. It follows from the manifest alone, so that no byte of it can say something else.
 */
export function statementText(manifest: Manifest): string {
  const { files, ...predicate } = manifest;
  return canonicalJson({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: manifestName, digest: { sha256: sha256(manifestText(manifest)) } },
      ...files.map(({ path, sha256: hash }) => ({ name: path, digest: { sha256: hash } })),
    ],
    predicateType: 'urn:muster:seal:v1',
    predicate,
  });
}
