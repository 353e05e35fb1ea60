import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunObject } from '../../src/stack/removal.ts';
import { decideSweep } from '../../src/stack/sweep-decision.ts';

const now = 1_000_000_000;
function object(runId: string, given: Partial<RunObject> & { readonly role?: string; readonly keep?: string } = {}): RunObject {
  const { role = 'network', keep, ...rest } = given;
  const labels = { ...(runId === '' ? {} : { 'muster.run': runId }), 'muster.role': role, ...(keep === undefined ? {} : { 'muster.keep': keep }) };
  return { kind: 'network', name: `muster-${runId}-${role}`, id: `${runId}-${role}`, labels, running: false, started: false, createdMs: now - 60_000, ...rest };
}
const toolbox = (runId: string, running: boolean, more: Partial<RunObject> & { readonly keep?: string } = {}): RunObject =>
  object(runId, { kind: 'container', role: 'toolbox', running, started: true, ...more });
const decide = (objects: readonly RunObject[], all = false) => decideSweep(objects, { all, nowMs: now });

describe('what a sweep removes', () => {
  it('leaves a run alone whose fetcher runs, before there is a toolbox', () => {
    const fetcher = (running: boolean): RunObject => object('a', { kind: 'container', role: 'fetcher', running, started: true });
    expect(decide([fetcher(true), object('a')], true)).toMatchObject({ remove: [], alive: ['a'] });
    expect(decide([fetcher(false), object('a')], false).remove).toHaveLength(2);
  });

  it('leaves a run alone whose toolbox runs, even with --all and kept', () => {
    expect(decide([toolbox('a', true), object('a')], true)).toMatchObject({ remove: [], alive: ['a'] });
    expect(decide([toolbox('a', true, { keep: 'true' })], true)).toMatchObject({ remove: [], alive: ['a'] });
  });

  it('removes everything of a run whose toolbox ended, however young it is', () => {
    const own = [toolbox('a', false, { createdMs: now - 100 }), object('a', { createdMs: now - 50 })];
    expect(decide(own).remove).toEqual(own);
  });

  it('waits for a run that may just be starting: young, and no toolbox ever ran', () => {
    expect(decide([object('a', { createdMs: now - 9_000 })])).toMatchObject({ remove: [], young: ['a'] });
    expect(decide([object('a', { createdMs: now - 9_000 }), toolbox('a', false, { started: false, createdMs: now - 8_000 })])).toMatchObject({
      remove: [],
      young: ['a'],
    });
  });

  it('removes what is older than ten seconds and has no toolbox', () => {
    expect(decide([object('a', { createdMs: now - 11_000 })]).remove).toHaveLength(1);
  });

  it('leaves kept runs unless --all', () => {
    const own = [toolbox('a', false, { keep: 'true' })];
    expect(decide(own)).toMatchObject({ remove: [], kept: ['a'] });
    expect(decide(own, true).remove).toEqual(own);
    expect(decide([toolbox('b', false, { keep: 'TRUE' })]).remove).toHaveLength(1);
  });

  it('never removes an object without a run id, nor one of a live run, whatever else is there', () => {
    const any = fc.array(
      fc.record({
        runId: fc.constantFrom('', 'a', 'b', 'c'),
        isToolbox: fc.boolean(),
        running: fc.boolean(),
        ageMs: fc.integer({ min: 0, max: 30_000 }),
        keep: fc.constantFrom(undefined, 'true'),
      }),
    );
    fc.assert(
      fc.property(any, fc.boolean(), (specs, all) => {
        const objects = specs.map(({ runId, isToolbox, running, ageMs, keep }) => {
          const more = { createdMs: now - ageMs, ...(keep === undefined ? {} : { keep }) };
          return isToolbox ? toolbox(runId, running, more) : object(runId, more);
        });
        const live = new Set(objects.filter((one) => one.running && one.labels['muster.role'] === 'toolbox').map((one) => one.labels['muster.run']));
        for (const one of decide(objects, all).remove) {
          expect(one.labels['muster.run']).toBeTruthy();
          expect(live.has(one.labels['muster.run'])).toBe(false);
        }
      }),
    );
  });
});
