// The drill as it is shipped: its wall time, its Docker operations against a shell script, its memory; a cold start.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { median, secondsSince, type Figure } from './figure.ts';
import { readJournal } from '../src/engine/journal-read.ts';
import type { JournalEvent } from '../src/model/journal.ts';
import type { DrillResult } from '../src/model/result.ts';
import { connectEngine, type Engine } from '../src/stack/engine.ts';
import { ensureImages } from '../src/stack/images.ts';
import { readFacts } from '../src/stack/site/facts.ts';
import { findSnapshot, type Snapshot } from '../src/stack/snapshot.ts';

const home = join(import.meta.dirname, '..');
const node = join(home, 'node_modules/.bin/node');
const commerce = process.argv.includes('--woocommerce') ? 'woocommerce' : 'order-desk';
const rounds = 3;
const signal = new AbortController().signal;

/** Takes turns (drill, script, drill, script …), so that the ratio holds when the machine's speed drifts. */
export async function drillFigures(): Promise<readonly Figure[]> {
  const work = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  await drill(work, 'first');
  const byHand = await shellDrill(work);
  const runs: { readonly wall: number; readonly operations: number; readonly memory: number; readonly shell: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const run = await drill(work, `run-${round}`);
    runs.push({ ...run, shell: await byHand() });
  }
  rmSync(work, { recursive: true, force: true });
  return [
    { name: `drill warm with proof (${commerce})`, seconds: median(runs.map((run) => run.wall)), limit: 30 },
    {
      name: `provision + load + fault + restore + teardown against bench/shell-drill.sh (${commerce})`,
      ratio: median(runs.map((run) => run.operations / run.shell)),
      limit: 1.1,
    },
    { name: 'peak memory of Muster', mib: Math.max(...runs.map((run) => run.memory)), limit: 150 },
  ];
}

/** One drill as a user runs it. `operations` leaves out what the shell script does not do: see docs/bench.md. */
async function drill(work: string, name: string): Promise<{ readonly wall: number; readonly operations: number; readonly memory: number }> {
  const out = join(work, name);
  const began = performance.now();
  await execa(node, [join(home, 'bin/muster.mjs'), 'run', join(home, 'drills/database-loss.yaml'), '--commerce', commerce, '--out', out], {
    cwd: home,
    stdio: 'ignore',
  });
  const wall = (performance.now() - began) / 1000;
  const dir = join(
    out,
    readdirSync(out, { recursive: true })
      .map(String)
      .find((file) => file.endsWith('journal.ndjson')) ?? '',
    '..',
  );
  const result = JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8')) as DrillResult;
  const { events } = await readJournal(dir);
  return { wall, operations: operationsOf(events), memory: result.measured.peakMemoryMib ?? Number.NaN };
}

/** Seconds of the Docker operations: whole phases, but fault and restore without the watchers' settling and Muster's own measuring. */
function operationsOf(events: readonly JournalEvent[]): number {
  const at = (find: (event: JournalEvent) => boolean): number => events.find(find)?.ms ?? Number.NaN;
  const phase = (name: string): number =>
    at((event) => event.type === 'phase-ended' && event.phase === name) - at((event) => event.type === 'phase-started' && event.phase === name);
  const fault = at((event) => event.type === 'fault-injected') - at((event) => event.type === 'fault-intended');
  const steps = events.filter((event) => event.type === 'step-ended');
  const restore = (steps.at(-1)?.ms ?? Number.NaN) - at((event) => event.type === 'step-started') - steps.reduce((sum, step) => sum + step.instrumentMs, 0);
  return (phase('provision') + phase('load') + fault + restore + phase('teardown')) / 1000;
}

/** Prepares the script's surroundings once; each call runs it and gives its seconds. */
async function shellDrill(work: string): Promise<() => Promise<number>> {
  const engine = await connectEngine({ env: process.env, signal });
  const images = await ensureImages(engine, { dir: join(home, 'images') }, () => undefined, signal);
  const { snapshot, keyFile } = await newestSnapshot(engine);
  const keys = join(work, 'keys.json');
  writeFileSync(keys, keyFile);
  const env = {
    WEB: images.web.id,
    DB: images.db.id,
    TOOLBOX: images.toolbox.id,
    SNAPSHOT_DB: snapshot.databaseVolume,
    SNAPSHOT_WEB: snapshot.webrootVolume,
    KEYS: keys,
    COMMERCE: commerce,
  };
  return async () => Number((await execa(join(home, 'bench/shell-drill.sh'), { env })).stdout.trim().split('\n').at(-1));
}

/** `npm start` in a copy without dependencies, on an engine without Muster's images and caches. */
export async function coldFigures(): Promise<readonly Figure[]> {
  const work = mkdtempSync(join(tmpdir(), 'muster-bench-cold-'));
  const files = (await execa('git', ['ls-files', '-co', '--exclude-standard'], { cwd: home })).stdout.split('\n');
  for (const file of files) cpSync(join(home, file), join(work, file));
  await execa(
    'bash',
    [
      '-c',
      'docker images -q --filter label=muster.cache | sort -u | xargs -r docker rmi -f; docker volume ls -q --filter label=muster.cache | xargs -r docker volume rm',
    ],
    { stdio: 'ignore' },
  );
  const began = performance.now();
  await execa('npm', ['start'], { cwd: work, stdio: 'ignore' });
  const seconds = secondsSince(began);
  rmSync(work, { recursive: true, force: true });
  return [{ name: 'cold: npm start without dependencies, images and snapshot', seconds, limit: 300 }];
}

/** The newest cached mirror with this commerce plugin. */
async function newestSnapshot(engine: Engine): Promise<{ readonly snapshot: Snapshot; readonly keyFile: string }> {
  const { Volumes } = await engine.docker.listVolumes({ filters: { label: ['muster.cache'] } });
  const newestFirst = (Volumes ?? []).filter((volume) => volume.Name.endsWith('-meta')).toSorted((a, b) => madeAt(b).localeCompare(madeAt(a)));
  for (const volume of newestFirst) {
    const snapshot = await findSnapshot(engine, volume.Labels['muster.cache'] ?? '', signal);
    if (snapshot === null) continue;
    const facts = readFacts(snapshot.metadata.get('site.json'));
    if (`plugin:${commerce}` in facts.versions) return { snapshot, keyFile: facts.vaultKeyFile };
  }
  throw new Error('there is no snapshot to start from');
}

/** When the engine made a volume; the driver's types leave the field out. */
function madeAt(volume: object): string {
  return 'CreatedAt' in volume ? String(volume.CreatedAt) : '';
}
