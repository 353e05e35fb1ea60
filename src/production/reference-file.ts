import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BaselineIntegrity, BaselineReference } from '../model/baseline.ts';
import { DrillError } from '../model/errors.ts';

/**
 * Writes the fingerprint engine's reference beside a baseline, a line each, in constant memory: whole or not at all.
 * @throws {DrillError} WRITE_FAILED, and what the lines throw.
 */
export async function writeReference(baselinePath: string, lines: AsyncIterable<{ readonly line: string }>, rowDigests: boolean): Promise<BaselineReference> {
  const path = `${baselinePath}.reference`;
  const [hash, unfinished] = [createHash('sha256'), `${path}.unfinished`];
  let bytes = 0;
  try {
    await using file = await open(unfinished, 'w', 0o640);
    for await (const line of lines) {
      const text = Buffer.from(`${JSON.stringify(line)}\n`);
      hash.update(text);
      bytes += text.length;
      await file.write(text);
    }
    await file.sync();
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw cause instanceof DrillError ? cause : new DrillError('WRITE_FAILED', `${path}: the reference could not be written`, { cause });
  }
  return { file: basename(path), digest: `sha256:${hash.digest('hex')}`, bytes, rowDigests };
}

/**
 * The reference of a baseline, line by line, for `StoredReferences.adopt`, which sees whether it is whole and under which
 * key. It lies beside the baseline's file.
 * @throws {DrillError} BASELINE_MISMATCH when the baseline has none, or it is not there or not JSON.
 */
export async function* readReference(
  baselinePath: string,
  { integrity: { reference } }: { readonly integrity: Pick<BaselineIntegrity, 'reference'> },
): AsyncGenerator {
  if (reference === null)
    throw new DrillError('BASELINE_MISMATCH', 'This baseline was made to be compared with an earlier one: it carries no reference of its own.');
  const path = join(dirname(baselinePath), reference.file);
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) yield JSON.parse(line);
  } catch (cause) {
    if (cause instanceof DrillError) throw cause;
    throw new DrillError('BASELINE_MISMATCH', `${path}: the baseline's reference cannot be read`, {
      hint: 'It belongs beside the baseline: copy both files.',
      cause,
    });
  }
}
