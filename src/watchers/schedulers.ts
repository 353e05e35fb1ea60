import { defineWatcher, noParams } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { attemptsEveryMs, watchAttempts } from './attempts-watch.ts';

const controls = ['164.308(a)(7)(ii)(B)'];

/**
 * Counts how often WP-Cron, Action Scheduler or a webhook wanted to run and was kept from it. Delivered is a job that
 * the database says began since the watcher did: overdue jobs of a restored shop charge, mail and call partners again.
 */
export const schedulers = defineWatcher({
  kind: 'schedulers',
  title: 'Counts the scheduled jobs that want to run',
  controls,
  params: noParams,
  example: {},
  resolutionMs: () => attemptsEveryMs,
  watch: (_params, context) => {
    const since = context.clock.now();
    return watchAttempts(context, {
      kind: 'schedulers',
      controls,
      finding: (delivered) => `${delivered} scheduled jobs ran on the mirror.`,
      look: async () => {
        const [{ schedulersSilenced }, delivered] = await Promise.all([context.mirror.attempts(), jobsSince(context, since)]);
        return { attempted: schedulersSilenced, delivered };
      },
    });
  },
});

/** Jobs of Action Scheduler begun since `since`, and the lock that WordPress takes before it starts its own. */
async function jobsSince({ mirror: { database } }: RunContext, since: string): Promise<number> {
  const { prefix } = database;
  const tables = await database.query('SELECT 1 AS one FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?', [
    `${prefix}actionscheduler_actions`,
  ]);
  const at = since.slice(0, 19).replace('T', ' ');
  const begun =
    tables.length === 0
      ? 0
      : (await database.query(`SELECT COUNT(*) AS n FROM \`${prefix}actionscheduler_actions\` WHERE status <> 'pending' AND last_attempt_gmt >= ?`, [at]))[0]?.[
          'n'
        ];
  const [lock] = await database.query(`SELECT COUNT(*) AS n FROM \`${prefix}options\` WHERE option_name = '_transient_doing_cron' AND option_value + 0 >= ?`, [
    Math.floor(Date.parse(since) / 1000),
  ]);
  return Number(begun ?? 0) + Number(lock?.['n'] ?? 0);
}
