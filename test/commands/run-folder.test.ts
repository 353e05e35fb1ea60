import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFolder } from '../../src/commands/run-folder.ts';
import { DrillError } from '../../src/model/errors.ts';

let top = '';
const refuse = (): Promise<never> => Promise.reject(new DrillError('STORE_UNAVAILABLE', 'It does not answer.'));
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'muster-run-folder-'));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

describe("a run's folder", () => {
  it('is there before the run is announced', async () => {
    const dir = join(top, 'reports', '2026-Q4', 'one');
    expect(await withFolder(dir, () => Promise.resolve(existsSync(dir)))).toBe(true);
  });
  it('is gone again where the evidence store refuses the run, and what was made for it too', async () => {
    await expect(withFolder(join(top, 'reports', '2026-Q4', 'one'), refuse)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(readdirSync(top)).toEqual([]);
  });
  it('leaves folders that were there, or that somebody else uses', async () => {
    mkdirSync(join(top, 'reports'));
    await expect(withFolder(join(top, 'reports', '2026-Q4', 'one'), refuse)).rejects.toBeDefined();
    expect(readdirSync(top)).toEqual(['reports']);
    const busy = join(top, 'reports', '2026-Q4', 'two');
    await expect(withFolder(busy, () => (writeFileSync(join(busy, '../other'), ''), refuse()))).rejects.toBeDefined();
    expect(readdirSync(join(top, 'reports', '2026-Q4'))).toEqual(['other']);
  });
  it('is an error of its own where it cannot be made', async () => {
    writeFileSync(join(top, 'reports'), '');
    await expect(withFolder(join(top, 'reports', 'one'), refuse)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });
});
