import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScratchFile } from '../../src/engine/scratch.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('the scratch file', () => {
  it('gives back what was appended, and no name in any folder', async () => {
    await using scratch = new ScratchFile();
    const [first, second] = await Promise.all([scratch.append([Buffer.from('one')]), scratch.append([Buffer.from('thr'), Buffer.from('ee')])]);
    expect(await scratch.read(first, 3)).toEqual(Buffer.from('one'));
    expect(await scratch.read(second, 5)).toEqual(Buffer.from('three'));
    expect(readdirSync(folder)).toEqual([]);
  });
  it('touches nothing as long as nothing is kept, and can be stopped twice', async () => {
    const scratch = new ScratchFile();
    await scratch.stop();
    await scratch.stop();
    expect(existsSync(folder) && readdirSync(folder)).toEqual([]);
  });
  it('says what to do where the folder for temporary files cannot be written', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'missing'));
    await expect(new ScratchFile().append([Buffer.from('x')])).rejects.toMatchObject({
      code: 'WRITE_FAILED',
      hint: expect.stringContaining('TMPDIR') as string,
    });
  });
});
