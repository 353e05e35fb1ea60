import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureImages } from '../../src/stack/images.ts';
import { imagesDir, testBed } from './fixtures/mirror.ts';

const { signal } = new AbortController();
let bed: Awaited<ReturnType<typeof testBed>>;
beforeAll(async () => {
  bed = await testBed();
});

describe("the mirror's images", () => {
  it('are not built again when nothing changed', async () => {
    const said: string[] = [];
    expect(await ensureImages(bed.engine, { dir: imagesDir }, (text) => said.push(text), signal)).toEqual(bed.images);
    expect(said).toEqual([]);
  });

  it("carry the cache's label and never a run's, which containers would inherit", async () => {
    for (const { id } of Object.values(bed.images)) {
      const { Config } = await bed.engine.docker.getImage(id).inspect();
      expect(Config.Labels).toMatchObject({ 'muster.cache': 'image' });
      expect(Object.keys(Config.Labels ?? {})).not.toContain('muster.run');
    }
  });

  it('fail with the last lines of the build, though the engine answered 200', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-images-'));
    cpSync(imagesDir, folder, { recursive: true });
    writeFileSync(join(folder, 'db', 'Dockerfile'), 'ARG BASE\nFROM ${BASE}\nRUN echo the cause is here; exit 3\n');
    try {
      await expect(ensureImages(bed.engine, { dir: folder }, () => undefined, signal)).rejects.toMatchObject({
        code: 'IMAGE_BUILD_FAILED',
        message: expect.stringMatching(/^building muster-db:.*code: 3[^]*the cause is here/u) as string,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
