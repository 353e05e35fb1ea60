import { defineWatcher, noParams } from '../model/kind.ts';
import { attemptsEveryMs, watchAttempts } from './attempts-watch.ts';

const controls = ['164.312(e)(1)', '164.308(a)(4)(ii)(B)'];

/**
 * Counts what the shop's software tries to reach outside the mirror while it is broken and restored: names asked for,
 * connections that ended in the trap, HTTP that the guard refused. Delivered is a connection that a service really has
 * with a place outside. Does not see UDP beside names, nor Muster's own probes of the way out.
 */
export const egress = defineWatcher({
  kind: 'egress',
  title: 'Counts what the shop tries to reach outside the mirror',
  controls,
  params: noParams,
  example: {},
  resolutionMs: () => attemptsEveryMs,
  watch: (_params, context) =>
    watchAttempts(context, {
      kind: 'egress',
      controls,
      finding: (delivered) => `${delivered} connections went to a place outside the mirror.`,
      look: async () => {
        const { egressAttempted, egressSucceeded } = await context.mirror.attempts();
        return { attempted: egressAttempted, delivered: egressSucceeded };
      },
    }),
});
