import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertionOf, discard, rehearse } from './rehearse.ts';

describe('the drill accounts-by-role', () => {
  let run: Awaited<ReturnType<typeof rehearse>>;
  beforeAll(async () => {
    run = await rehearse({ drill: 'accounts-by-role' });
  }, 600_000);
  afterAll(() => discard(run.dir));

  it('passes, with every sabotage caught', () => {
    expect(run.result.reasons).toEqual([]);
    expect(run.result.assertions.map(({ kind, after, proof }) => [kind, after, proof])).toEqual(
      run.result.assertions.map(({ kind }) => [kind, 'holds', 'caught']),
    );
  });
  it('gave six roles their turn, let nobody in before it, and nobody who was dismissed', () =>
    expect(assertionOf(run.result, 'roles-live').counts).toMatchObject({ turns: 6, early: 0, granted: 0, denied: 0, dismissedIn: 0 }));
  it('watched the whole time who gets in', () => expect(run.result.watchers.find(({ kind }) => kind === 'sign-ins')?.samples).toBeGreaterThan(10));
});
