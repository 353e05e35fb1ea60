import type { DrillResult } from '../model/result.ts';

/** One file of a run's folder. */
export interface Reporter {
  readonly kind: string;
  readonly title: string;
  /** Name inside the run's folder. */
  readonly file: string;
  /** Pure: the same result gives the same bytes. */
  render(result: DrillResult): string;
}
