/** What the site itself tried to reach so far. No content: hosts of a known list, ports and counts. */
export interface Attempts {
  readonly egressAttempted: number;
  /** Connections that stood, or had just stood, between a service and a place outside the mirror when somebody looked. */
  readonly egressSucceeded: number;
  readonly mailCaptured: number;
  /** Of `egressSucceeded`: to a port that takes mail. */
  readonly mailDelivered: number;
  readonly httpRefused: number;
  /** Runs of WP-Cron and Action Scheduler, and webhooks, that the guard kept from happening. */
  readonly schedulersSilenced: number;
  /** One line per kind of attempt, with how often; at most twenty, then how many more. Nothing in it is the site's own text. */
  readonly attempts: readonly string[];
}
