import { DrillError } from '../model/errors.ts';
import { defineStep } from '../model/kind.ts';
import { revocationJournal } from '../model/revocations.ts';
import { journalAt, journalParam } from './revocation-journal.ts';

/**
 * Takes away again what a restore brought back: accounts, roles, application passwords and API keys, by a journal that is
 * kept outside the database. Idempotent. Does not know what nobody wrote into it, and ends no session but those of the
 * accounts that it closes: that is `purge-sessions`.
 */
export const revoke = defineStep({
  kind: 'revoke',
  title: 'Take away again what was revoked since the backup',
  controls: ['164.308(a)(3)(ii)(C)', '164.312(d)'],
  params: { type: 'object', additionalProperties: false, properties: { journal: journalParam } },
  example: {},
  describe: ({ journal = revocationJournal }) => ({
    commands: [
      `for each line of ${journal}:`,
      'wp user reset-password <login> --skip-email --porcelain > /dev/null; wp user session destroy <login> --all',
      'wp user application-password delete <login> <uuid>   # or --all',
      'wp user remove-role <login> <role>',
      'WooCommerce > Settings > Advanced > REST API: revoke <key>',
    ],
    fidelity: 'equivalent',
    reason: "Muster called WordPress's functions itself, and locked the password instead of changing it",
  }),
  async apply({ journal = revocationJournal }, context) {
    const entries = await journalAt(context, journal);
    if (entries.length === 0) return { text: 'the journal is empty: nothing was revoked', outputs: { entries: 0, revoked: 0, already: 0, unknown: 0 } };
    const answer = await context.mirror.wordpress.run('revoke', { entries: entries.map((entry) => ({ ...entry })) });
    const { revoked, already, unknown } = countsOf(answer);
    return {
      text: `${revoked} of ${entries.length} came back and are gone again, ${already} were gone, ${unknown} are not known here`,
      outputs: { entries: entries.length, revoked, already, unknown },
    };
  },
});

function countsOf(answer: unknown): { readonly revoked: number; readonly already: number; readonly unknown: number } {
  const fields = new Map<string, unknown>(Object.entries(answer ?? {}));
  const [revoked, already, unknown] = ['revoked', 'already', 'unknown'].map((name) => fields.get(name));
  if (typeof revoked !== 'number' || typeof already !== 'number' || typeof unknown !== 'number')
    throw new DrillError('STEP_FAILED', 'WordPress did not say what it took away.');
  return { revoked, already, unknown };
}
