import type { Instant, JsonObject } from './json.ts';
import type { Fidelity, Moment, Phase, Proof, Reading, ServiceProbe, StepState, Verdict } from './reading.ts';

/** The recovery time, apart by what explains it; the parts add up to it. */
export interface RtoParts {
  /** Detection, declaration and measuring, until the runbook's first step began. */
  readonly beforeStepsSeconds: number;
  readonly stepsSeconds: number;
  /** What no step explains: between steps, and after the last one until the next sample found the shop working. */
  readonly unexplainedSeconds: number;
  /** Fetching a production backup from where it lies; absent with synthetic data. */
  readonly fetchSeconds?: number;
}

/** One milestone of the simulated incident. */
export interface IncidentMoment {
  readonly what: 'injected' | 'detected' | 'declared' | 'notified' | 'backup-selected' | 'restored' | 'validated' | 'recovery-declared';
  readonly at: Instant | null;
  readonly by: string;
  readonly text: string;
}

/** What the drill can say to each factor of 45 CFR 164.402(2)(i)-(iv). A person assesses; this is an exercise. */
export interface BreachWorksheet {
  readonly exercise: true;
  readonly factors: readonly {
    readonly factor: 'nature-and-extent' | 'unauthorised-person' | 'acquired-or-viewed' | 'mitigation';
    readonly citation: string;
    readonly question: string;
    /** What the run saw that bears on it; never a conclusion. */
    readonly observed: readonly string[];
  }[];
  /** Who would assess it: the privacy officer's role, or empty. */
  readonly assessedBy: string;
}

export interface PhaseResult {
  readonly phase: Phase;
  readonly startedAt: Instant;
  /** null when its end is not in the journal. */
  readonly endedAt: Instant | null;
  readonly instrumentSeconds: number;
}

export interface Outage {
  readonly service: ServiceProbe;
  /** Start of the first sample that failed, never before the fault. */
  readonly from: Instant;
  /** When the first sample that held again was answered; null when none was. */
  readonly to: Instant | null;
  readonly seconds: number | null;
}

/** One look at one assertion, as it was recorded. */
export interface ReadingResult {
  readonly moment: Moment;
  readonly at: Instant;
  readonly reading: Reading;
  readonly reason: string | null;
  readonly actual: string;
}

export interface StepResult {
  readonly id: string;
  readonly heading: string;
  readonly kind: string;
  readonly state: StepState;
  readonly fidelity: Fidelity;
  readonly fidelityReason: string;
  readonly who: string;
  readonly commands: readonly string[];
  readonly plannedSeconds: number;
  readonly startedAt: Instant | null;
  readonly seconds: number | null;
  readonly attempts: number;
  readonly waitedOnPersonSeconds: number;
  readonly text: string;
  readonly outputs: JsonObject;
}

export interface AssertionResult {
  readonly kind: string;
  readonly title: string;
  readonly controls: readonly string[];
  readonly requirements: readonly string[];
  readonly before: Reading;
  readonly felt: Reading;
  /** Why `felt` is not `holds`; the verdict rules read `unreachable`. */
  readonly feltReason: string | null;
  readonly after: Reading;
  readonly proof: Proof;
  readonly proofText: string;
  readonly readings: readonly ReadingResult[];
  readonly verdict: Verdict;
  readonly verdictReason: string;
  readonly expected: string;
  readonly actual: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly evidence: readonly string[];
}
