import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { loadPlan, type PlanFlags } from '../../src/commands/load-plan.ts';
import { mirrorStage } from '../../src/commands/mirror-stage.ts';
import { systemClock } from '../../src/engine/clock.ts';
import type { StageParts } from '../../src/engine/stage.ts';
import type { RecordFact } from '../../src/model/journal.ts';
import { Secrets } from '../../src/model/secrets.ts';
import type { DrillPlan } from '../../src/model/plan/drill.ts';
import { home, testPorts } from './rehearse.ts';

export interface Raised extends StageParts, AsyncDisposable {
  readonly plan: DrillPlan;
}

/** A mirror of the shipped site, files of its drills folder changed or added as asked (folders by `prepare`), up and loaded, without a drill on it. */
export async function raise(
  change: Readonly<Record<string, (text: string) => string>>,
  flags: PlanFlags,
  signal: AbortSignal,
  prepare: (drills: string) => void = () => undefined,
): Promise<Raised> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-raised-'));
  cpSync(join(home, 'drills'), join(folder, 'drills'), { recursive: true });
  for (const [file, by] of Object.entries(change)) {
    const path = join(folder, 'drills', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, by(existsSync(path) ? readFileSync(path, 'utf8') : ''));
  }
  prepare(join(folder, 'drills'));
  const io = { out: () => undefined, err: () => undefined, cwd: folder, signal };
  const ports = testPorts();
  const loaded = loadPlan('drills/database-loss.yaml', flags, io, ports);
  if ('diagnostics' in loaded) throw new Error(loaded.diagnostics.map((one) => `${one.file}:${one.line} ${one.message}`).join('; '));
  const record: RecordFact = async (fact) => ({ ...fact, seq: 0, at: '', ms: 0, prev: '', hash: '' });
  const stage = mirrorStage({
    ...loaded,
    runId: randomUUID().slice(0, 12).replaceAll('-', '0'),
    record,
    clock: systemClock(),
    env: process.env,
    home,
    keep: false,
    secrets: new Secrets(),
    progress: () => undefined,
  });
  const lower = async (): Promise<void> => {
    await stage.lower();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await stage.prepare(signal);
    await stage.provision(signal);
    return { ...(await stage.load(signal)), plan: loaded.plan, [Symbol.asyncDispose]: lower };
  } catch (error) {
    await lower();
    throw error;
  }
}
