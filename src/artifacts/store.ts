import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';
import { DrillError, isAbort } from '../model/errors.ts';
import type { Digest } from '../model/json.ts';
import { parsedJson } from '../model/parsed-json.ts';
import { streamDigest } from './folder.ts';

/** One thing in the cache: WordPress core, a plugin, a tool, as a tar whose digest is its name. */
export interface Artifact {
  readonly name: string;
  readonly version: string;
  readonly digest: Digest;
  readonly bytes: number;
  /** From the plugin's header, e.g. `6.8`; empty where it says nothing. */
  readonly requiresWordPress: string;
  /** Digest of the archive that it was downloaded as. */
  readonly archive?: Digest;
}

/** `$MUSTER_CACHE_DIR`, or `muster` under the user's cache folder. */
export function cacheDir(env: Readonly<Record<string, string | undefined>>): string {
  return env['MUSTER_CACHE_DIR'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'muster');
}

/** The content-addressed cache of artifacts, so that a drill also runs on the day the internet is down. */
export class ArtifactStore {
  readonly #dir: string;

  constructor(cache: string) {
    this.#dir = join(cache, 'artifacts');
  }

  /** Oldest first; an empty list when nothing was added yet. @throws {DrillError} ARTIFACT_CORRUPT when the index is not readable. */
  async list(): Promise<readonly Artifact[]> {
    const text = await readFile(this.#index(), 'utf8').catch((error: unknown) => (isMissing(error) ? '[]' : Promise.reject(error)));
    const found = parsedJson(text);
    if (!Array.isArray(found) || !found.every(isArtifact)) {
      throw new DrillError('ARTIFACT_CORRUPT', `The cache's index ${this.#index()} is not readable.`, {
        hint: 'Move the file away and add the artifacts again.',
      });
    }
    return found;
  }

  /** Path of the artifact's tar. */
  path(artifact: Artifact): string {
    return join(this.#dir, `${artifact.digest.replace(':', '-')}.tar`);
  }

  /** Takes over the finished tar at `file`, which must lie in `staging()`. */
  async put(file: string, facts: Pick<Artifact, 'name' | 'version' | 'requiresWordPress' | 'archive'>, signal: AbortSignal): Promise<Artifact> {
    const artifact = { ...facts, digest: await streamDigest(createReadStream(file, { signal })), bytes: (await stat(file)).size };
    await rename(file, this.path(artifact));
    const release = await lock(this.#dir, { retries: { retries: 20, minTimeout: 50, maxTimeout: 250 } });
    try {
      const others = (await this.list()).filter((one) => !(one.name === artifact.name && one.digest === artifact.digest));
      await writeFileAtomic(this.#index(), `${JSON.stringify([...others, artifact], null, 2)}\n`);
    } finally {
      await release();
    }
    return artifact;
  }

  /** A folder on the same file system as the cache, made when missing. */
  async staging(): Promise<string> {
    const dir = join(this.#dir, 'staging');
    await mkdir(dir, { recursive: true });
    return dir;
  }

  /** Whether each artifact's bytes are still what its name says. */
  async verify(signal: AbortSignal): Promise<readonly { readonly artifact: Artifact; readonly intact: boolean }[]> {
    const results: { artifact: Artifact; intact: boolean }[] = [];
    for (const artifact of await this.list()) {
      const digest = await streamDigest(createReadStream(this.path(artifact), { signal })).catch((error: unknown) =>
        isAbort(error) ? Promise.reject(error) : null,
      );
      results.push({ artifact, intact: digest === artifact.digest });
    }
    return results;
  }

  async remove(file: string): Promise<void> {
    await rm(file, { force: true, recursive: true });
  }

  #index(): string {
    return join(this.#dir, 'index.json');
  }
}

function isArtifact(value: unknown): value is Artifact {
  if (typeof value !== 'object' || value === null) return false;
  const entry = new Map<string, unknown>(Object.entries(value));
  return ['name', 'version', 'digest', 'requiresWordPress'].every((field) => typeof entry.get(field) === 'string') && typeof entry.get('bytes') === 'number';
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
