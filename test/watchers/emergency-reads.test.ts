import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sealedAccount } from '../../src/model/break-glass.ts';
import type { WatcherReport } from '../../src/model/kind.ts';
import type { HttpReply } from '../../src/model/ports/http.ts';
import type { DrillAccount } from '../../src/model/ports/mirror.ts';
import type { RunContext, StepTime } from '../../src/model/ports/run-context.ts';
import { emergencyReads } from '../../src/watchers/emergency-reads.ts';
import { samplePlan, step } from '../model/sample-plan.ts';

const account = (id: number, login: string): DrillAccount => ({ id, login, role: login, password: 'p', applicationPassword: 'a' });
const plan = { ...samplePlan(), steps: [step('open', 'Open', 'emergency-open', []), step('close', 'Close', 'emergency-close', [])] };

/** Watches a shop in memory whose emergency mode is on for `onMs`; `serves` says whom it serves while that is on. */
async function watched(onMs: number, serves: (login: string) => boolean, { logs = true, answersInMs = 20 } = {}): Promise<WatcherReport> {
  const steps = new Map<string, StepTime>();
  let on = false;
  const reply = (login: string): HttpReply => ({
    status: on && serves(login) ? 200 : 503,
    headers: {},
    text: on && serves(login) ? '{"billing":{}}' : '',
    ms: 1,
  });
  const context = {
    plan,
    signal: new AbortController().signal,
    clock: { monotonicMs: () => performance.now(), now: () => new Date().toISOString() },
    timeline: { faultMs: 0, containedMs: null, steps },
    accessLog: { covers: ['rest-single'], find: async (reads: readonly unknown[]) => reads.map(() => logs) },
    mirror: {
      escrow: { take: async () => sealedAccount(account(0, 'break-glass')) },
      database: { prefix: 'wp_', query: async () => [{ id: 7 }] },
      accounts: { pharmacist: account(8, 'pharmacist') },
      patientOrderId: 3,
      http: { session: () => ({ request: async () => ({ status: 503 }), [Symbol.asyncDispose]: async () => undefined }) },
    },
    shop: { readOrder: async ({ login }: DrillAccount) => (await sleep(answersInMs), reply(login)) },
  };
  const watching = await emergencyReads.watch({}, context as unknown as RunContext);
  await sleep(130);
  steps.set('open', { startedMs: performance.now() - 1, endedMs: performance.now() });
  on = true;
  await sleep(onMs);
  steps.set('close', { startedMs: performance.now(), endedMs: performance.now() + 1 });
  on = false;
  await watching.stop();
  return await watching.report();
}

describe('the reads in emergency mode', () => {
  it('are seen where it is on for 0.37 s only, as the shipped runbook keeps it on a quiet machine', async () => {
    const { summary } = await watched(370, (login) => login === 'break-glass');
    expect(summary).toMatchObject({ opened: true, unlogged: 0, others: 0, writes: 0, outside: 0 });
    for (const count of ['asked', 'reads', 'othersAsked']) expect(Number(summary[count])).toBeGreaterThan(0);
  });
  it('are seen where it is over within the time of three slow answers', async () => {
    const { summary } = await watched(700, (login) => login === 'break-glass', { answersInMs: 200 });
    for (const count of ['asked', 'reads', 'othersAsked']) expect(Number(summary[count])).toBeGreaterThan(0);
  });
  it('are told as refused where the account is not let in', async () => {
    const { summary } = await watched(370, () => false);
    expect(summary).toMatchObject({ reads: 0, others: 0 });
    expect(Number(summary['asked'])).toBeGreaterThan(0);
  });
  it('of somebody else are seen, and so is one without a row', async () => {
    const { summary } = await watched(370, () => true, { logs: false });
    expect(Number(summary['others'])).toBeGreaterThan(0);
    expect(Number(summary['unlogged'])).toBeGreaterThan(0);
  });
  it('are looked for as often as the printed resolution says, at any pace', () =>
    expect([emergencyReads.resolutionMs({}), emergencyReads.resolutionMs({ everyMs: 50 })]).toEqual([800, 400]));
});
