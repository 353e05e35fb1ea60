import { Readable } from 'node:stream';
import { demux } from './demux.ts';
import type { Engine } from './engine.ts';
import { engineCall } from './engine-call.ts';

/**
 * What the processes of a container said on standard output and error since it was made, in order: as much as the engine
 * keeps (a MiB, see `container-spec.ts`), which for the web server and the database is their error log. It is the site's
 * own text and may hold PHI: nobody writes it down.
 * @throws {DrillError} UNREACHABLE without such a container, ENGINE_LOST.
 */
export async function containerOutput(engine: Engine, container: string): Promise<Buffer> {
  const framed = await engineCall('reading what a container said', engine.docker.getContainer(container).logs({ stdout: true, stderr: true, follow: false }), {
    404: 'UNREACHABLE',
  });
  const pieces: Buffer[] = [];
  for await (const { data } of demux(Readable.from([framed], { objectMode: false }))) pieces.push(data);
  return Buffer.concat(pieces);
}
