import { describe, expect, it } from 'vitest';
import type { Fingerprint, IntegrityDifference, PhiIntegrity } from '../../src/model/phi-integrity.ts';
import type { PhiMapPlan } from '../../src/model/plan/phi-map.ts';
import type { Database } from '../../src/model/ports/database.ts';
import { besideOwnPeople } from '../../src/phi/own-people.ts';

const map = { tables: [{ table: 'users', class: 'identical', record: { of: 'user', column: 'ID' }, exceptKeys: [] }] } as unknown as PhiMapPlan;
const reference = { takenAt: '2026-11-23T10:00:00.000Z', tables: [], root: 'before the shop ran' } as unknown as Fingerprint;

function integrity(added: Readonly<Record<string, number>>, own: number): PhiIntegrity {
  const tables = Object.fromEntries(Object.entries(added).map(([table, count]) => [table, { lost: 1, altered: 0, added: count }]));
  const total = Object.values(added).reduce((sum, count) => sum + count, 0);
  const found = { lost: 2, altered: 0, added: total, resurrected: 0, exact: true, withinRows: 9, tables } as unknown as IntegrityDifference;
  const phi: PhiIntegrity = { take: async () => reference, remember: async () => ({ ...reference, root: 'later' }), compare: async () => found };
  const database = { prefix: 'wp_', query: async () => [{ n: own }] } as unknown as Database;
  return besideOwnPeople(phi, { database, map, users: [7, 8], reference });
}

describe("integrity beside the drill's own people", () => {
  it('always compares with what was restored before the shop first ran', async () => {
    expect(await integrity({ users: 0 }, 0).remember()).toBe(reference);
  });

  it('does not count their rows as added, and counts every other one', async () => {
    expect(await integrity({ users: 5 }, 2).compare(reference)).toMatchObject({ added: 3, lost: 2 });
    expect(await integrity({ users: 5 }, 0).compare(reference)).toMatchObject({ added: 5 });
  });

  it('never takes more off than was added', async () => {
    expect((await integrity({ users: 1 }, 6).compare(reference)).added).toBe(0);
  });
});
