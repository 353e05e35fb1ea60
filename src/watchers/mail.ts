import { defineWatcher, noParams } from '../model/kind.ts';
import { attemptsEveryMs, watchAttempts } from './attempts-watch.ts';

const controls = ['164.312(e)(1)', '164.308(a)(7)(ii)(B)'];

/**
 * Counts the mail that the shop wants to send while it is broken and restored: a restored shop likes to send overdue
 * order mails once more. Delivered is a connection to a port that takes mail, outside the mirror.
 */
export const mail = defineWatcher({
  kind: 'mail',
  title: 'Counts the mail that the shop wants to send',
  controls,
  params: noParams,
  example: {},
  resolutionMs: () => attemptsEveryMs,
  watch: (_params, context) =>
    watchAttempts(context, {
      kind: 'mail',
      controls,
      finding: (delivered) => `${delivered} connections went to a mail server outside the mirror.`,
      look: async () => {
        const { mailCaptured, mailDelivered } = await context.mirror.attempts();
        return { attempted: mailCaptured, delivered: mailDelivered };
      },
    }),
});
