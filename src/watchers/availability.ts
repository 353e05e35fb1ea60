import { randomUUID } from 'node:crypto';
import type { ServedRead } from '../model/access-log.ts';
import { defineWatcher, noParams } from '../model/kind.ts';
import type { HttpSession } from '../model/ports/http.ts';
import type { RunContext } from '../model/ports/run-context.ts';
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
  resolutionMs: () => slowestMs,
  async watch(_params, context) {
    let samples = 0;
    const down = new Map<string, number>();
    const patient = patientSession(context);
    const loops = probesOf(context, patient).map(({ services, everyMs, look }) => {
      const states = services.map((service) => ({ service, state: serviceState(context, service) }));
      const unsettled = (): boolean => states.some(({ state }) => state.down());
      return keepPace({ everyMs, atOnce: 1, signal: context.signal, unsettled }, async () => {
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
  const way = logWay(context);
  return [
    { services: way === 'login' ? ['login', 'log-write'] : ['login'], everyMs: slowestMs, look: () => logsIn(context) },
    { services: way === 'my-account' ? ['patient-order', 'log-write'] : ['patient-order'], everyMs: 1500, look: () => patient.readsOwnOrder() },
    {
      services: ['search'],
      everyMs: 1000,
      look: async () => {
        const { status, found } = await shop.searchProduct();
        return { search: { holds: found, text: `HTTP ${status}` } };
      },
    },
    { services: way === 'rest-single' ? ['phi-read', 'log-write'] : ['phi-read'], everyMs: 1000, look: () => readsPhi(context) },
  ];
}

/** What shows that the log is written: a read over REST, the patient's own, or, where it records neither, a login. */
function logWay({ accessLog: { covers } }: RunContext): 'rest-single' | 'my-account' | 'login' {
  return (['rest-single', 'my-account'] as const).find((path) => covers.includes(path)) ?? 'login';
}

async function logsIn(context: RunContext): Promise<Record<'login' | 'log-write', Holding>> {
  const { shop, mirror, accessLog } = context;
  const account = mirror.accounts['nurse'];
  const before = logWay(context) === 'login' ? await accessLog.head() : null;
  const session = account === undefined ? null : await shop.login(account);
  await session?.[Symbol.asyncDispose]();
  const logged = before !== null && session !== null && (await accessLog.head()).newestId > before.newestId;
  return {
    login: { holds: session !== null, text: session === null ? 'the login was refused' : 'logged in' },
    'log-write': { holds: logged, text: logged ? 'the login is in the log' : 'the login is not in the log' },
  };
}

/** One read by the pharmacist shows both: that PHI is readable, and that the read is in the log. */
async function readsPhi({ shop, mirror, accessLog, clock }: RunContext): Promise<Record<'phi-read' | 'log-write', Holding>> {
  const [requestId, from] = [`probe-${randomUUID()}`, clock.now()];
  const { status, text } = await shop.readOrder(mirror.accounts['pharmacist'] ?? null, mirror.patientOrderId, requestId);
  const served = status === 200 && text.includes('"rx"');
  const read = { holds: served, text: `HTTP ${status}` };
  if (!served) return { 'phi-read': read, 'log-write': { holds: false, text: `nothing was served (HTTP ${status})` } };
  const userId = mirror.accounts['pharmacist']?.id ?? 0;
  const [found] = await accessLog.find([{ requestId, userId, orderId: mirror.patientOrderId, path: 'rest-single', from, to: clock.now() }]);
  const logged = found === true;
  return { 'phi-read': read, 'log-write': { holds: logged, text: logged ? 'the read is in the log' : 'the read is not in the log' } };
}

/** A patient who stays logged in, and logs in again when the shop forgot them. */
function patientSession(context: RunContext): { readsOwnOrder(): Promise<Record<'patient-order' | 'log-write', Holding>>; close(): Promise<void> } {
  const { shop, mirror, accessLog, clock } = context;
  let session: HttpSession | null = null;
  const attempt = async (): Promise<ServedRead | null> => {
    const account = mirror.accounts['customer'];
    session ??= account === undefined ? null : await shop.login(account);
    if (session === null || account === undefined) return null;
    const [requestId, from, orderId] = [`probe-${randomUUID()}`, clock.now(), mirror.patientOrderId];
    const reply = await shop.readOwnOrder(session, orderId, requestId);
    if (reply.status !== 200 || !reply.text.includes('class="rx-intake"')) return null;
    return { requestId, userId: account.id, orderId, path: 'my-account', from, to: clock.now() };
  };
  const close = async (): Promise<void> => {
    await session?.[Symbol.asyncDispose]();
    session = null;
  };
  const told = async (read: ServedRead | null, text: string): Promise<Record<'patient-order' | 'log-write', Holding>> => {
    const logged = read !== null && logWay(context) === 'my-account' && (await accessLog.find([read]))[0] === true;
    return {
      'patient-order': { holds: read !== null, text },
      'log-write': { holds: logged, text: logged ? 'the read is in the log' : 'the read is not in the log' },
    };
  };
  return {
    async readsOwnOrder() {
      const read = await attempt();
      if (read !== null) return await told(read, 'read');
      await close();
      const again = await attempt();
      return await told(again, again === null ? 'the own order was not shown' : 'read after logging in again');
    },
    close,
  };
}
