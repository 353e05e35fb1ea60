import { expect, it } from 'vitest';
import { discard, rehearse } from './rehearse.ts';

it('core-tampering passes by its own runbook, every check shown to be able to fail', { timeout: 300_000 }, async () => {
  const { result, dir } = await rehearse({ drill: 'core-tampering' });
  discard(dir);
  expect(result.reasons).toEqual([]);
  expect(result.assertions.map(({ kind, after, proof }) => [kind, after, proof])).toEqual(result.assertions.map(({ kind }) => [kind, 'holds', 'caught']));
  expect(result.teardown.leftovers).toEqual([]);
});
