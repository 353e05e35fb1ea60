// A worker thread of row-makers.ts: stretches in, rows out, until it is terminated.
import { parentPort, workerData } from 'node:worker_threads';
import { makeRows, type Recipe, type Stretch } from './made-rows.ts';

const given = workerData as Recipe;
// A Buffer arrives as a plain Uint8Array.
const recipe: Recipe = { ...given, key: { ...given.key, key: Buffer.from(given.key.key) } };

parentPort?.on('message', (stretch: Stretch) => {
  const pieces = makeRows(recipe, stretch);
  parentPort?.postMessage(
    pieces,
    pieces.map(({ tsv }) => tsv.buffer as ArrayBuffer),
  );
});
