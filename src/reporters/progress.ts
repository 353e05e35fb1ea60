import { eventWords } from '../model/event-words.ts';
import type { JournalEvent } from '../model/journal.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import type { Clock } from '../model/ports/clock.ts';
import { durationWords } from '../model/words.ts';

export type ProgressStyle = 'live' | 'plain' | 'github';

export interface ProgressPorts {
  /** True when standard error is a terminal. */
  readonly terminal: boolean;
  /** Instead of the style that fits. */
  readonly style?: ProgressStyle;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

export interface Progress {
  /** Shows one event of the journal; never throws. */
  show(event: JournalEvent): void;
  /** Shows what is no event: an image being built. */
  note(text: string): void;
  /** Leaves the terminal clean. Idempotent. */
  end(): void;
}

/** The style that fits: groups on GitHub, a rewritten last line on a terminal, plain lines elsewhere. */
export function progressStyle({ terminal, env }: Pick<ProgressPorts, 'terminal' | 'env'>): ProgressStyle {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github';
  return terminal && env['TERM'] !== 'dumb' && env['CI'] === undefined ? 'live' : 'plain';
}

/** Of no use while one waits; the report has them. */
const silent: ReadonlySet<string> = new Set([
  'phase-ended',
  'object-removed',
  'fingerprint-taken',
  'watcher-noted',
  'step-started',
  'sabotage-intended',
  'sabotage-undone',
  'watcher-started',
  'health-checked',
  'fault-intended',
]);

/** Turns journal events into lines of standard error, as they come; `io.err` ends each line itself. */
export function progress(io: { err(line: string): void }, ports: ProgressPorts, plan: DrillPlan): Progress {
  const style = ports.style ?? progressStyle(ports);
  const last = style === 'live' ? liveLine(io, ports.clock) : null;
  let grouped = false;

  const line = (text: string): void => {
    last?.clear();
    io.err(text);
    last?.draw();
  };
  const phase = (name: string): void => {
    if (style !== 'github') return line(name);
    if (grouped) line('::endgroup::');
    grouped = true;
    line(`::group::${name}`);
  };
  const show = (event: JournalEvent): void => {
    if (event.type === 'phase-started') phase(event.phase);
    else if (!isQuiet(event)) line(`  ${stamp(event.ms)}  ${oneLine(eventWords(event))}`);
    if (event.type === 'phase-started') last?.about(event.phase);
    // Whoever is asked types on the last line: nothing may be drawn over it.
    if (event.type === 'step-started') last?.about(isManual(event.id, plan) ? '' : stepName(event.id, plan));
  };
  return {
    show(event) {
      try {
        show(event);
      } catch {
        // What cannot be shown must not end a run: the journal has it.
      }
    },
    note: (text) => line(`  ${oneLine(text)}`),
    end() {
      last?.end();
      if (grouped) io.err('::endgroup::');
      grouped = false;
    },
  };
}

/** The last line of a terminal: what is going on and for how long, drawn anew four times a second. */
function liveLine(io: { err(line: string): void }, clock: Clock): { clear(): void; draw(): void; about(what: string): void; end(): void } {
  let about = '';
  let sinceMs = clock.monotonicMs();
  let drawn = false;
  const clear = (): void => {
    if (drawn) io.err('\u001b[1A\u001b[2K\u001b[1A');
    drawn = false;
  };
  const draw = (): void => {
    if (about === '') return;
    io.err(`  … ${about}, ${durationWords(Math.round((clock.monotonicMs() - sinceMs) / 100) / 10)}`.slice(0, 78));
    drawn = true;
  };
  const again = (): void => {
    clear();
    draw();
  };
  const timer = setInterval(again, 250);
  timer.unref();
  return {
    clear,
    draw,
    about(what) {
      about = what;
      sinceMs = clock.monotonicMs();
      again();
    },
    end() {
      clearInterval(timer);
      clear();
      about = '';
    },
  };
}

/** Inside the proof the outcome is one line; its two readings are not. */
function isQuiet(event: JournalEvent): boolean {
  return silent.has(event.type) || (event.type === 'reading-taken' && (event.moment === 'sabotaged' || event.moment === 'undone'));
}

function isManual(id: string, plan: DrillPlan): boolean {
  return plan.steps.some((step) => step.id === id && step.kind === 'manual');
}

function stepName(id: string, plan: DrillPlan): string {
  const index = plan.steps.findIndex((step) => step.id === id);
  return index < 0 ? id : `step ${index + 1} of ${plan.steps.length}: ${plan.steps[index]?.heading ?? id}`;
}

function stamp(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(8);
}

/** Control characters and line ends of foreign text reach neither the terminal nor GitHub's commands. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
