// The rows of the speed table about PHI integrity, at two sizes.
import { join } from 'node:path';
import { execa } from 'execa';
import { inMillions, type Figure } from './figure.ts';

/** As bin/muster.mjs starts Muster: a small young generation, compiled code from a cache. */
const asMuster = 'data:text/javascript,import { setFlagsFromString } from "node:v8"; setFlagsFromString("--semi-space-growth-factor=1");';

/** The figures for `orders` orders with three meta rows each, for five times as many, and how time grows between them. */
export async function* fingerprintFigures(orders: number): AsyncGenerator<Figure> {
  const few = await measureAt(orders);
  yield* few;
  const many = await measureAt(orders * 5);
  yield* many;
  yield {
    name: `fingerprint: time per row at ${inMillions(orders * 5)} orders against ${inMillions(orders)}`,
    ratio: takeOf(many) / takeOf(few) / 5,
    limit: 1.15,
  };
}

async function measureAt(orders: number): Promise<readonly Figure[]> {
  const program = join(import.meta.dirname, 'fingerprint-at.ts');
  const { stdout } = await execa(process.execPath, ['--import', asMuster, program, String(orders)], {
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '../node_modules/.cache/bench') },
    stderr: 'inherit',
  });
  return stdout.split('\n').map((line) => JSON.parse(line) as Figure);
}

function takeOf(figures: readonly Figure[]): number {
  return figures.find((figure) => figure.seconds !== undefined)?.seconds ?? Number.NaN;
}
