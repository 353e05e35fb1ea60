import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import type { RecordFact } from '../../src/model/journal.ts';
import { keepPace } from '../../src/watchers/pace.ts';
import { serviceState } from '../../src/watchers/service-state.ts';

describe('keeping pace', () => {
  it.each([1, 3])('never has more than %i turns under way', async (atOnce) => {
    let [now, most, turns] = [0, 0, 0];
    const loop = keepPace({ everyMs: 1, atOnce, signal: new AbortController().signal }, async () => {
      now += 1;
      turns += 1;
      most = Math.max(most, now);
      await sleep(10);
      now -= 1;
    });
    await sleep(60);
    await loop.stop();
    expect(most).toBe(atOnce);
    expect(turns).toBeGreaterThan(atOnce);
    expect(now).toBe(0);
  });
  it('waits at its stop for the turn that is under way, and begins no other', async () => {
    const release = Promise.withResolvers<void>();
    let [begun, ended] = [0, 0];
    const loop = keepPace({ everyMs: 1, atOnce: 1, signal: new AbortController().signal }, async () => {
      begun += 1;
      await release.promise;
      ended += 1;
    });
    await sleep(5);
    const stopped = loop.stop();
    expect(ended).toBe(0);
    release.resolve();
    await stopped;
    await sleep(5);
    expect([begun, ended]).toEqual([1, 1]);
  });
  it('rests after a slow turn for as long as it took', async () => {
    let [turns, busyMs] = [0, 0];
    const began = performance.now();
    const loop = keepPace({ everyMs: 1, atOnce: 1, signal: new AbortController().signal }, async () => {
      turns += 1;
      await sleep(40);
      busyMs += 40;
    });
    await sleep(400);
    const passedMs = performance.now() - began;
    await loop.stop();
    expect(turns).toBeGreaterThan(1);
    expect(busyMs / passedMs).toBeLessThan(0.6);
  });
  it('does not rest while it is told not to', async () => {
    let [turns, rests] = [0, false];
    const loop = keepPace({ everyMs: 1, atOnce: 1, signal: new AbortController().signal, rests: () => rests }, async () => {
      turns += 1;
      await sleep(60);
    });
    await sleep(400);
    const restless = turns;
    rests = true;
    await sleep(400);
    await loop.stop();
    expect(restless).toBeGreaterThan(4);
    expect(turns - restless).toBeLessThan(restless);
  });
  it('looks once more at its stop while that is asked for, and not after its signal', async () => {
    const turns: number[] = [];
    const settle = async (signal: AbortSignal, unsettled: () => boolean): Promise<readonly number[]> => {
      turns.length = 0;
      const loop = keepPace({ everyMs: 50, atOnce: 1, signal, unsettled }, async (n) => void turns.push(n));
      await sleep(5);
      await loop.stop();
      await loop.stop();
      return [...turns];
    };
    expect(await settle(new AbortController().signal, () => turns.length === 1)).toEqual([0, -1]);
    expect(await settle(new AbortController().signal, () => false)).toEqual([0]);
    const ended = new AbortController();
    setTimeout(() => ended.abort(), 2);
    expect(await settle(ended.signal, () => true)).toEqual([0]);
  });
  it('ends with its signal, and may be stopped twice', async () => {
    const controller = new AbortController();
    let turns = 0;
    const loop = keepPace({ everyMs: 1, atOnce: 1, signal: controller.signal }, async () => void (turns += 1));
    await sleep(5);
    controller.abort();
    await loop.stop();
    await loop.stop();
    const seen = turns;
    await sleep(5);
    expect(turns).toBe(seen);
  });
});

describe('the state of a service', () => {
  it('is recorded only when it changes, with the instant its sample began', async () => {
    const facts: JournalFact[] = [];
    let second = 0;
    const clock = { now: () => `2026-11-23T10:00:0${second}.000Z`, monotonicMs: () => 0 };
    const record = (async (fact: JournalFact) => void facts.push(fact)) as unknown as RecordFact;
    const state = serviceState({ record, clock }, 'login');
    for (const holds of [true, true, false, false, true]) {
      const sample = state.begin();
      second += 1;
      await sample.end(holds, 'x');
    }
    expect(facts.map((fact) => (fact.type === 'service-changed' ? [fact.holds, fact.sampledAt.slice(17, 19)] : []))).toEqual([
      [true, '00'],
      [false, '02'],
      [true, '04'],
    ]);
  });
});
