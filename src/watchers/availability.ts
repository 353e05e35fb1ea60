import { randomUUID } from 'node:crypto';
import { defineWatcher, noParams } from '../model/kind.ts';
import type { HttpSession, RunContext } from '../model/ports.ts';
import type { ServiceProbe } from '../model/reading.ts';
import { keepPace } from './pace.ts';
import { serviceState } from './service-state.ts';

/** Whether a service holds now, and one line why. */
interface Holding {
  readonly holds: boolean;
  readonly text: string;
}
/** One look at one service, or at several that one request shows. May throw: then none of them holds. */
interface Probe {
  readonly services: readonly ServiceProbe[];
  readonly everyMs: number;
  look(): Promise<Readonly<Partial<Record<ServiceProbe, Holding>>>>;
}

/** Logging in costs the shop most: WordPress's password hash is slow by intent. */
const slowestMs = 2000;

/**
 * Tries what a patient and a pharmacist need, every one to two seconds: log in, search, read one's own order, read PHI
 * with the right to, and find that read in the log. The outages it sees are the RTO; `checkout` comes from
 * `canary-orders`.
 */
export const availability = defineWatcher({
  kind: 'availability',
  title: 'Tries every service of the shop the whole time',
  controls: ['164.308(a)(7)(ii)(B)', '164.308(a)(7)(ii)(E)'],
  params: noParams,
  example: {},
  resolutionMs: slowestMs,
  async watch(_params, context) {
    let samples = 0;
    const down = new Map<string, number>();
    const patient = patientSession(context);
    const loops = probesOf(context, patient).map(({ services, everyMs, look }) => {
      const states = services.map((service) => ({ service, state: serviceState(context, service) }));
      return keepPace({ everyMs, atOnce: 1, signal: context.signal }, async () => {
        samples += 1;
        const open = states.map(({ service, state }) => ({ service, sample: state.begin() }));
        const seen = await look().catch(() => null);
        for (const { service, sample } of open) {
          const { holds, text } = seen?.[service] ?? { holds: false, text: 'unreachable' };
          if (!holds) down.set(service, (down.get(service) ?? 0) + 1);
          await sample.end(holds, text);
        }
      });
    });
    return {
      report: async () => ({ samples, findings: [], summary: { samplesDown: Object.fromEntries(down) } }),
      async stop() {
        await Promise.all(loops.map((loop) => loop.stop()));
        await patient.close();
      },
    };
  },
});

function probesOf(context: RunContext, patient: ReturnType<typeof patientSession>): readonly Probe[] {
  const { shop } = context;
  return [
    { services: ['login'], everyMs: slowestMs, look: async () => ({ login: await logsIn(context) }) },
    { services: ['patient-order'], everyMs: 1500, look: async () => ({ 'patient-order': await patient.readsOwnOrder() }) },
    {
      services: ['search'],
      everyMs: 1000,
      look: async () => {
        const { status, found } = await shop.searchProduct();
        return { search: { holds: found, text: `HTTP ${status}` } };
      },
    },
    { services: ['phi-read', 'log-write'], everyMs: 1000, look: () => readsAndLogs(context) },
  ];
}

async function logsIn({ shop, mirror }: RunContext): Promise<Holding> {
  const account = mirror.accounts['nurse'];
  const session = account === undefined ? null : await shop.login(account);
  await session?.[Symbol.asyncDispose]();
  return { holds: session !== null, text: session === null ? 'the login was refused' : 'logged in' };
}

/** One read by the pharmacist shows both: that PHI is readable, and that the read is in the log. */
async function readsAndLogs({ shop, mirror }: RunContext): Promise<Record<'phi-read' | 'log-write', Holding>> {
  const requestId = `probe-${randomUUID()}`;
  const { status, text } = await shop.readOrder(mirror.accounts['pharmacist'] ?? null, mirror.patientOrderId, requestId);
  const served = status === 200 && text.includes('"rx"');
  const read = { holds: served, text: `HTTP ${status}` };
  if (!served) return { 'phi-read': read, 'log-write': { holds: false, text: `nothing was served (HTTP ${status})` } };
  const rows = await mirror.database.query(`SELECT 1 AS one FROM \`${mirror.database.prefix}phi_access_log\` WHERE request_id = ? LIMIT 1`, [requestId]);
  const logged = rows.length === 1;
  return { 'phi-read': read, 'log-write': { holds: logged, text: logged ? 'the read is in the log' : 'the read is not in the log' } };
}

/** A patient who stays logged in, and logs in again when the shop forgot them. */
function patientSession(context: RunContext): { readsOwnOrder(): Promise<Holding>; close(): Promise<void> } {
  const { shop, mirror } = context;
  let session: HttpSession | null = null;
  const attempt = async (): Promise<boolean> => {
    const account = mirror.accounts['customer'];
    session ??= account === undefined ? null : await shop.login(account);
    if (session === null) return false;
    const reply = await shop.readOwnOrder(session, mirror.patientOrderId, `probe-${randomUUID()}`);
    return reply.status === 200 && reply.text.includes('class="rx-intake"');
  };
  const close = async (): Promise<void> => {
    await session?.[Symbol.asyncDispose]();
    session = null;
  };
  return {
    async readsOwnOrder() {
      if (await attempt()) return { holds: true, text: 'read' };
      await close();
      const holds = await attempt();
      return { holds, text: holds ? 'read after logging in again' : 'the own order was not shown' };
    },
    close,
  };
}
