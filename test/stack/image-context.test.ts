import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readContext } from '../../src/stack/image-context.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-context-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a build context', () => {
  it('has a digest of paths and contents, in any folder', () => {
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub', 'b'), 'x');
    writeFileSync(join(folder, 'a'), '');
    const first = readContext(folder);
    expect(first.files.map((file) => file.path)).toEqual(['a', 'sub/b']);
    writeFileSync(join(folder, 'sub', 'b'), 'y');
    expect(readContext(folder).digest).not.toBe(first.digest);
    writeFileSync(join(folder, 'sub', 'b'), '');
    writeFileSync(join(folder, 'a'), 'x');
    expect(readContext(folder).digest).not.toBe(first.digest);
  });
});
