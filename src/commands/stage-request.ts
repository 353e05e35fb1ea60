import type { Stage } from '../engine/stage.ts';
import type { Where } from '../fetcher/where.ts';
import type { RecordFact } from '../model/journal.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Secrets } from '../model/secrets.ts';
import type { GivenBaseline } from './production/given-baseline.ts';

/** What a mirror of one run is made with. */
export interface StageRequest {
  readonly plan: DrillPlan;
  readonly runId: string;
  readonly record: RecordFact;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The site's folder on this host. */
  readonly siteDir: string;
  /** Where Muster's own `images` and `drills` lie. */
  readonly home: string;
  readonly keep: boolean;
  /** Where the production backup lies that the mirror is made from; null: synthetic data. */
  readonly backup?: Where | null;
  /** With a backup only: bytes that a file of it may unpack to, where the user said so. */
  readonly unpackedLimit?: number;
  /** With a backup only: what production was. */
  readonly baseline?: GivenBaseline | null;
  readonly progress: (text: string) => void;
  /** Learns every secret value that the mirror meets. */
  readonly secrets: Secrets;
}

/** A stage that can also search text for what its restored backup protects. */
export interface SearchingStage extends Stage {
  /** How many protected values stand in `text`, those of `common` left out; null while no restored data are in the mirror. */
  searchValues(text: Buffer, common: Buffer): Promise<{ readonly values: number; readonly hits: number } | null>;
}
