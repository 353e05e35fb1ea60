import { drillRoles } from '../model/drill-roles.ts';
import { defineWatcher } from '../model/kind.ts';
import type { DrillAccount } from '../model/ports/mirror.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { keepPace } from './pace.ts';
import { turnsOf, type LetIn } from './turns.ts';

const paceMs = 250;

/**
 * Tries every drill account's application password in turn, the whole time, and says which roles got in before their
 * turn in the runbook (`summary.early`). Looks at each role once in its resolution: what comes and goes between two looks
 * is not seen. Does not try passwords at the log-in page, nor sessions.
 */
export const signIns = defineWatcher({
  kind: 'sign-ins',
  title: 'Tries to get in as every role, the whole time',
  controls: ['164.308(a)(4)(ii)(C)', '164.312(d)'],
  params: { type: 'object', additionalProperties: false, properties: { everyMs: { type: 'integer', minimum: 50, maximum: 5000 } } },
  example: { everyMs: paceMs },
  resolutionMs: ({ everyMs = paceMs }) => everyMs * drillRoles.length,
  async watch({ everyMs = paceMs }, context) {
    const accounts = Object.entries(context.mirror.accounts);
    const letIn: LetIn[] = [];
    let samples = 0;
    const loop = keepPace({ everyMs, atOnce: 1, signal: context.signal }, async () => {
      // By its own count: turns that are left out would otherwise fall on the same accounts.
      const [role, account] = accounts[samples % accounts.length] ?? [];
      samples += 1;
      if (role === undefined || account === undefined) return;
      const startedMs = context.clock.monotonicMs();
      if (await isLetIn(context, account)) letIn.push({ role, startedMs, answeredMs: context.clock.monotonicMs() });
    });
    return {
      async report() {
        const { given, early } = turnsOf(context, letIn);
        return { samples, findings: [], summary: { letIn: letIn.length, turns: given, early: [...early] } };
      },
      stop: () => loop.stop(),
    };
  },
});

async function isLetIn({ mirror }: RunContext, { login, applicationPassword }: DrillAccount): Promise<boolean> {
  await using session = mirror.http.session();
  const authorization = `Basic ${Buffer.from(`${login}:${applicationPassword}`).toString('base64')}`;
  return await session.request({ path: '/wp-json/wp/v2/users/me', headers: { authorization } }).then(
    ({ status }) => status === 200,
    () => false,
  );
}
