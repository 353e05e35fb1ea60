import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { connectEngine, type Engine } from '../../src/stack/engine.ts';
import { ensureImages } from '../../src/stack/images.ts';
import { ensureRestorer } from '../../src/stack/restorer-image.ts';
import { home } from '../drills/rehearse.ts';

/**
 * rclone and restic in `folder`, copied out of the image that a host without them would use anyway, from a container that is
 * never started; with the engine and that image.
 */
export async function takePrograms(folder: string, signal: AbortSignal): Promise<{ readonly engine: Engine; readonly image: string }> {
  const engine = await connectEngine({ env: process.env, signal });
  const imagesDir = join(home, 'images');
  const images = await ensureImages(engine, { dir: imagesDir, layers: [] }, () => undefined, signal);
  const { id } = await ensureRestorer({ engine, imagesDir, toolbox: images.toolbox, onProgress: () => undefined, signal });
  const container = await engine.docker.createContainer({ Image: id, Entrypoint: ['true'], NetworkDisabled: true });
  mkdirSync(folder, { recursive: true });
  try {
    for (const program of ['rclone', 'restic']) {
      const unpack = extract();
      (await container.getArchive({ path: `/usr/bin/${program}` })).pipe(unpack);
      for await (const entry of unpack) {
        const chunks: Buffer[] = [];
        for await (const chunk of entry) chunks.push(chunk as Buffer);
        writeFileSync(join(folder, program), Buffer.concat(chunks));
        chmodSync(join(folder, program), 0o755);
      }
    }
  } finally {
    await container.remove({ force: true });
  }
  return { engine, image: id };
}
