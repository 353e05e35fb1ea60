import type { WatcherReport, Watching } from '../model/kind.ts';
import type { JsonObject } from '../model/json.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { plural } from '../model/words.ts';
import { keepPace } from './pace.ts';

/** How often the logs of attempts are looked at: coarse, as they keep what happened between two looks. */
export const attemptsEveryMs = 5000;

/** What was tried and what came of it, so far in the run. */
export interface Tally {
  readonly attempted: number;
  /** Expected to be 0. */
  readonly delivered: number;
}

export interface AttemptsWatch {
  readonly kind: string;
  /** Counts so far. May throw: then this look saw nothing. */
  readonly look: () => Promise<Tally>;
  /** What it means that something got through, without any content. */
  readonly finding: (delivered: number) => string;
  readonly controls: readonly string[];
}

/**
 * Looks at what was tried since it began, and puts each change on the run's timeline. The last look is at its report.
 * A look that fails (the service is gone) is no sample; counts never go down.
 */
export async function watchAttempts({ signal, record }: RunContext, { kind, look, finding, controls }: AttemptsWatch): Promise<Watching> {
  const first = await look();
  let [now, samples, noted]: [Tally, number, Tally] = [first, 1, first];
  const sample = async (): Promise<void> => {
    const seen = await look().catch(() => null);
    if (seen === null) return;
    samples += 1;
    now = { attempted: Math.max(now.attempted, seen.attempted), delivered: Math.max(now.delivered, seen.delivered) };
  };
  const told = (): Tally & JsonObject => ({ attempted: now.attempted - first.attempted, delivered: now.delivered });
  const loop = keepPace({ everyMs: attemptsEveryMs, atOnce: 1, signal }, async () => {
    await sample();
    if (now.attempted === noted.attempted && now.delivered === noted.delivered) return;
    const fresh = now.attempted - noted.attempted;
    noted = now;
    await record({ type: 'watcher-noted', kind, text: `${plural(fresh, 'more attempt')}, ${now.delivered} delivered`, data: told() });
  });
  return {
    async report(): Promise<WatcherReport> {
      await sample();
      const { delivered } = now;
      return { samples, findings: delivered === 0 ? [] : [{ severity: 'high', text: finding(delivered), controls }], summary: told() };
    },
    stop: () => loop.stop(),
  };
}
