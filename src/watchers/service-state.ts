import type { Clock } from '../model/ports/clock.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { ServiceProbe } from '../model/reading.ts';

export interface Sample {
  /** Records a change of the service's state; the first sample is a change. */
  end(holds: boolean, text: string): Promise<void>;
}

/** What is known of one service. */
export interface ServiceState {
  begin(): Sample;
  /** The last sample did not hold, so that nothing says yet whether the service came back. */
  down(): boolean;
}

/** Remembers whether a service held, and records only when that changes, with the instant its sample began. */
export function serviceState(context: Pick<RunContext, 'record'> & { readonly clock: Clock }, service: ServiceProbe): ServiceState {
  let last: boolean | null = null;
  return {
    down: () => last === false,
    begin() {
      const sampledAt = context.clock.now();
      return {
        async end(holds, text) {
          if (holds === last) return;
          last = holds;
          await context.record({ type: 'service-changed', service, holds, sampledAt, text });
        },
      };
    },
  };
}
