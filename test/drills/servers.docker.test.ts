import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertionOf, discard, rehearse } from './rehearse.ts';
import { otherServers } from './other-servers.ts';

describe('the drill database-loss on nginx, Redis, a page cache, encrypted tablespaces and minted sessions', () => {
  let run: Awaited<ReturnType<typeof rehearse>>;
  beforeAll(async () => {
    run = await rehearse({ change: otherServers });
  }, 600_000);
  afterAll(() => discard(run.dir));

  it('passes, with every sabotage caught', () => {
    expect(run.result.reasons).toEqual([]);
    expect(run.result.verdict).toBe('pass');
    expect(run.result.assertions.map(({ kind, proof }) => `${kind} ${proof}`).toSorted()).toEqual(
      expect.arrayContaining(['caches-fresh caught', 'private-pages caught']),
    );
  });
  it('saw the page cache answer, and no page of a patient come out of it', () =>
    expect(assertionOf(run.result, 'private-pages').counts).toMatchObject({ folders: 2, openFolders: 0, ownPage: 2, toOthers: 0 }));
  it('says what it passed by', () => {
    const said = run.result.notProven.join('\n');
    expect(said).toContain('The log-in page');
    expect(said).toContain('encrypted tablespaces');
  });
});
