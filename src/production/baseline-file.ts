import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import writeFileAtomic from 'write-file-atomic';
import type { Baseline } from '../model/baseline.ts';
import { baselineSchema } from '../model/baseline-schema.ts';
import { DrillError } from '../model/errors.ts';
import { parsedJson } from '../model/parsed-json.ts';

/** Writes a baseline whole or not at all, readable by its owner and group. @throws {DrillError} WRITE_FAILED */
export async function writeBaseline(path: string, baseline: Baseline): Promise<void> {
  try {
    await writeFileAtomic(path, `${JSON.stringify(baseline, null, 2)}\n`, { mode: 0o640 });
  } catch (cause) {
    throw new DrillError('WRITE_FAILED', `${path}: the baseline could not be written`, { cause });
  }
}

/** Reads a baseline that `muster baseline` wrote. @throws {DrillError} INVALID_FLAG when it is missing, or is none. */
export async function readBaselineFile(path: string): Promise<Baseline> {
  const refused = (why: string, cause?: unknown): DrillError =>
    new DrillError('INVALID_FLAG', `${path}: ${why}`, { hint: 'Name a file that `muster baseline --out FILE` wrote.', cause });
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw refused('there is no baseline to read', cause);
  });
  const validate = new Ajv2020({ strict: false }).compile<Baseline>(baselineSchema);
  const value = parsedJson(text);
  if (!validate(value)) {
    const [error] = validate.errors ?? [];
    throw refused(`this is no baseline of schema version 1 (${error?.instancePath === '' || error === undefined ? 'the whole file' : error.instancePath})`);
  }
  return value;
}
