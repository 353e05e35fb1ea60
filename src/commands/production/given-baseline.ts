import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Baseline } from '../../model/baseline.ts';
import { DrillError } from '../../model/errors.ts';
import { readBaselineFile } from '../../production/baseline-file.ts';
import { baselineKeyId, readBaselineKey } from '../../production/baseline-key.ts';

export interface BaselineFlags {
  readonly backup?: string;
  /** A file that `muster baseline --out` wrote; its reference lies beside it. */
  readonly baseline?: string;
  /** The entity's key that it was made with. */
  readonly baselineKey?: string;
}

/** A baseline of production with the key that opens it. */
export interface GivenBaseline {
  readonly path: string;
  readonly baseline: Baseline;
  /** The entity's; it never reaches a server. */
  readonly key: Buffer;
}

/**
 * Reads the baseline that a run is to compare with, and makes sure that it can be: before anything else is read or made.
 * Null without `--baseline`.
 * @throws {DrillError} INVALID_FLAG for flags that do not belong together, a file that is none, another entity's key, or
 *   a reference that is missing, changed, or was never made (`--like`).
 */
export async function readGivenBaseline({ backup, baseline: file, baselineKey }: BaselineFlags, cwd: string): Promise<GivenBaseline | null> {
  if (file === undefined && baselineKey === undefined) return null;
  if (file === undefined || baselineKey === undefined)
    throw new DrillError('INVALID_FLAG', '--baseline and --baseline-key belong together.', { hint: 'Name the baseline and the key that it was made with.' });
  if (backup === undefined) throw new DrillError('INVALID_FLAG', '--baseline needs --backup: synthetic data are not those of production.');
  const path = resolve(cwd, file);
  const baseline = await readBaselineFile(path);
  const key = await readBaselineKey(resolve(cwd, baselineKey));
  if (baselineKeyId(key) !== baseline.key.id)
    throw new DrillError('INVALID_FLAG', `${baselineKey}: the baseline ${file} was made with another key.`, {
      hint: 'Name the key file that `muster baseline --key` was given.',
    });
  await mustHaveReference(path, baseline);
  return { path, baseline, key };
}

async function mustHaveReference(path: string, { integrity: { reference } }: Baseline): Promise<void> {
  if (reference === null)
    throw new DrillError('INVALID_FLAG', `${path}: this baseline was made --like an earlier one and has no reference of its own.`, {
      hint: 'Name the earlier one, or take a baseline without --like.',
    });
  const beside = join(dirname(path), reference.file);
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(beside)) hash.update(chunk as Buffer);
  } catch (cause) {
    throw new DrillError('INVALID_FLAG', `${beside}: the baseline's reference cannot be read.`, {
      hint: 'It belongs beside the baseline: copy both files.',
      cause,
    });
  }
  if (`sha256:${hash.digest('hex')}` !== reference.digest)
    throw new DrillError('INVALID_FLAG', `${beside}: this is not the reference that the baseline was written with.`, {
      hint: 'Take both files from your evidence again.',
    });
}
