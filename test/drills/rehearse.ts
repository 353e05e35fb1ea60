import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog } from '../../src/catalog.ts';
import type { CommandPorts, Io } from '../../src/commands/io.ts';
import { loadPlan, type PlanFlags } from '../../src/commands/load-plan.ts';
import { rehearseOne } from '../../src/commands/rehearse-one.ts';
import { systemClock } from '../../src/engine/clock.ts';
import type { Catalog } from '../../src/model/kind.ts';
import type { DrillResult } from '../../src/model/result.ts';

export const home = join(import.meta.dirname, '../..');

export interface Rehearsal {
  /** A drill of the shipped catalogue; `database-loss` unless named. */
  readonly drill?: string;
  /** Changes the text of a file of the drills folder, by its path in it. */
  readonly change?: Readonly<Record<string, (text: string) => string>>;
  readonly catalog?: Catalog;
  readonly flags?: PlanFlags;
  readonly signal?: AbortSignal;
}

/** Runs a drill on a copy of the shipped drills, changed as asked, on a real mirror. */
export async function rehearse({
  drill = 'database-loss',
  change = {},
  catalog: kinds = catalog,
  flags = {},
  signal,
}: Rehearsal): Promise<{ readonly result: DrillResult; readonly dir: string; readonly errors: readonly string[] }> {
  const folder = copyDrills(change);
  const errors: string[] = [];
  const io: Io = { out: () => undefined, err: (text) => void errors.push(text), cwd: folder, signal: signal ?? new AbortController().signal };
  const ports = testPorts(kinds);
  // The stand-in unless asked otherwise: the same run on every machine, whatever its artifact cache holds.
  const loaded = loadPlan(`drills/${drill}.yaml`, { commerce: 'order-desk', ...flags }, io, ports);
  if ('diagnostics' in loaded)
    throw new Error(`the changed drill is not valid: ${loaded.diagnostics.map((one) => `${one.file}:${one.line} ${one.message}`).join('; ')}`);
  const { result, dir } = await rehearseOne(loaded, { out: join(folder, 'reports') }, io, ports);
  return { result, dir, errors };
}

/** A new folder with a copy of the shipped `drills`, changed as asked. */
function copyDrills(change: NonNullable<Rehearsal['change']>): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-rehearsal-'));
  cpSync(join(home, 'drills'), join(folder, 'drills'), { recursive: true });
  for (const [file, by] of Object.entries(change)) {
    const path = join(folder, 'drills', file);
    const before = readFileSync(path, 'utf8');
    const after = by(before);
    if (after === before) throw new Error(`the change of ${file} changes nothing`);
    writeFileSync(path, after);
  }
  return folder;
}

export function testPorts(kinds: Catalog = catalog): CommandPorts {
  return {
    catalog: kinds,
    clock: systemClock(),
    // Everything in the tests is made up: a runner of GitHub's may hold it.
    env: { ...process.env, GITHUB_ACTIONS: undefined },
    home,
    tool: { version: 'test', commit: '' },
    terminal: false,
    ask: null,
    peakMemoryMib: () => Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

export function discard(dir: string): void {
  rmSync(join(dir, '../../..'), { recursive: true, force: true });
}

/** One assertion of a result; fails when it is not there. */
export function assertionOf(result: DrillResult, kind: string): DrillResult['assertions'][number] {
  const found = result.assertions.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no assertion ${kind}: ${JSON.stringify(result.reasons)}`);
  return found;
}
