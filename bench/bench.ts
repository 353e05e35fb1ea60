// Measures Muster on this machine: one table, a line per figure, with its limit beside it. Ratios come from one run, so
// that they hold on any machine. `--only load,restore` picks rows, `--orders N` measures smaller (default 1,000,000),
// `--cold` adds a first start from nothing, which removes Muster's own images and caches from the engine.
import { parseArgs } from 'node:util';
import { coldFigures, drillFigures } from './drill.ts';
import { lineOf, type Figure } from './figure.ts';
import { fingerprintFigures } from './fingerprint.ts';
import { loadFigures } from './load.ts';
import { restoreFigures } from './restore.ts';
import { startFigures } from './start.ts';
import { watcherFigures } from './watchers.ts';

/** Rows by name; each takes the number of orders. */
const rows: Readonly<Record<string, (orders: number) => AsyncIterable<Figure> | Promise<readonly Figure[]>>> = {
  drill: drillFigures,
  load: loadFigures,
  start: startFigures,
  restore: restoreFigures,
  watchers: watcherFigures,
  fingerprint: fingerprintFigures,
};

const { values } = parseArgs({
  options: { only: { type: 'string' }, orders: { type: 'string', default: '1000000' }, cold: { type: 'boolean' }, woocommerce: { type: 'boolean' } },
});
const chosen = values.only?.split(',') ?? Object.keys(rows);
const unknown = chosen.filter((name) => !(name in rows));
if (unknown.length > 0) throw new Error(`--only knows ${Object.keys(rows).join(', ')}, not ${unknown.join(', ')}`);

if (values.cold === true) await print(coldFigures());
for (const name of chosen) await print(rows[name]?.(Number(values.orders)) ?? Promise.resolve([]));

async function print(figures: AsyncIterable<Figure> | Promise<readonly Figure[]>): Promise<void> {
  const lines = figures instanceof Promise ? await figures : figures;
  for await (const figure of lines) console.log(lineOf(figure));
}
