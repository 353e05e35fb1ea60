import type { Ask } from '../engine/manual.ts';
import type { Catalog } from '../model/kind.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { ProgressStyle } from '../reporters/progress.ts';

/** Where a command writes, where it stands, and when it must stop. */
export interface Io {
  /** A line of what was asked for. */
  out(text: string): void;
  /** A line of progress, or of what is wrong. */
  err(text: string): void;
  readonly cwd: string;
  /** Width of the terminal that `out` goes to; absent where it goes to none. */
  readonly columns?: number;
  readonly signal: AbortSignal;
}

/** What commands need of the outside beside that. */
export interface CommandPorts {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where Muster's own `images` and `drills` lie. */
  readonly home: string;
  readonly tool: { readonly version: string; readonly commit: string };
  /** True when standard error is a terminal. */
  readonly terminal: boolean;
  /** How progress is shown, whatever standard error is. */
  readonly style?: ProgressStyle;
  /** Asks for a manual step at the terminal; null where nobody sits at one. */
  readonly ask: Ask | null;
  /** Highest resident memory of this process so far, MiB. */
  readonly peakMemoryMib: () => number;
  /** Asks on the terminal for what must not be shown; absent without a terminal. */
  readonly askSecret?: (question: string) => Promise<string>;
}
