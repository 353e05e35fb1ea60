import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canaryCheckout, canaryLedger, canaryMailPattern } from '../../src/phi/canary.ts';
import { orderOf, patientOf, protectedValues, type SyntheticOrder, type SyntheticPatient } from '../../src/phi/synthetic.ts';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
const patients = (seed: number, count: number): readonly SyntheticPatient[] => numbers(count).map((number) => patientOf(seed, number));
const orders = (seed: number, count: number): readonly SyntheticOrder[] =>
  numbers(count).map((number) => orderOf(seed, number, { orders: count, customers: 60 }));
const people = patients(2026, 60);
const bought = orders(2026, 200);

describe('synthetic patients and orders', () => {
  it('are the same for the same seed, and others for another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const [one, again, other] = [patients(seed, 5), patients(seed, 5), patients(seed + 7, 5)];
        expect(again).toEqual(one);
        expect(orders(seed, 5)).toEqual(orders(seed, 5));
        expect(other.map((patient) => patient.unit)).not.toEqual(one.map((patient) => patient.unit));
      }),
      { numRuns: 20 },
    );
  });
  it('lie in reserved ranges only', () => {
    for (const patient of people) {
      expect(patient.email).toMatch(/^[a-z0-9.]+@example\.com$/u);
      expect(patient.phone).toMatch(/^\d{3}-555-01\d\d$/u);
      expect(patient.insuranceId).toMatch(/^9\d\d-\d\d-\d{4}$/u);
    }
    for (const order of bought) expect(order.ipAddress).toMatch(/^192\.0\.2\.\d+$/u);
  });
  it('each hold a canary token of their own', () => {
    const units = people.map((patient) => patient.unit);
    const prescribed = bought.flatMap((order) => (order.prescription === null ? [] : [order.prescription]));
    const tokens = prescribed.map(({ diagnosis }) => /rxc-[0-9a-f]{12}$/u.exec(diagnosis)?.[0]);
    expect(units.every((unit) => /^cnr-[0-9a-f]{12}$/u.test(unit))).toBe(true);
    expect(new Set(units).size).toBe(people.length);
    expect(tokens).not.toContain(undefined);
    expect(new Set(tokens).size).toBe(prescribed.length);
  });
  it('hold a prescription in three of seven orders, the first among them', () => {
    expect(bought.map((order) => order.prescription !== null).slice(0, 7)).toEqual([true, true, false, false, false, false, true]);
  });
  it('each belong to a patient that there is, and to many of them', () => {
    const owners = new Set(bought.map((order) => order.patient.number));
    expect(Math.min(...owners) >= 1 && Math.max(...owners) <= 60).toBe(true);
    expect(owners.size).toBeGreaterThan(50);
    for (const order of bought) expect(order.patient).toEqual(people[order.patient.number - 1]);
  });
  it('come oldest first, the last before the run itself', () => {
    const dates = bought.map((order) => order.createdAt);
    expect(dates).toEqual(dates.toSorted());
    expect((dates.at(-1) ?? '') <= '2026-06-30 12:00:00').toBe(true);
  });
  it('are all among the values that no output may hold', () => {
    const values = new Set(protectedValues(2026, 200, 60));
    for (const patient of people) for (const value of [patient.email, patient.phone, patient.unit, patient.insuranceId]) expect(values.has(value)).toBe(true);
    for (const { prescription } of bought) if (prescription !== null) expect(values.has(prescription.diagnosis)).toBe(true);
  });
});

describe("Muster's own orders", () => {
  it('are the same for the same run and number, and never twice the same', () => {
    expect(canaryCheckout('r1', 3)).toEqual(canaryCheckout('r1', 3));
    const units = ['r1', 'r2'].flatMap((run) => [1, 2, 3].map((number) => canaryCheckout(run, number).unit));
    expect(new Set(units).size).toBe(6);
  });
  it('are found by their mail pattern, and lie in reserved ranges', () => {
    const { billing, fields } = canaryCheckout('r1', 3, { insurance_id: 'number', diagnosis: 'text' });
    const pattern = new RegExp(
      `^${canaryMailPattern('r1')
        .replaceAll('.', String.raw`\.`)
        .replaceAll('%', '.*')}$`,
      'u',
    );
    expect(billing['email']).toMatch(pattern);
    expect(billing['phone']).toMatch(/555-01\d\d$/u);
    expect(fields['insurance_id']).toMatch(/^9/u);
    expect(fields['diagnosis']).toMatch(/rxc-[0-9a-f]{12}/u);
  });
  it('are kept in the order in which they were placed', () => {
    const ledger = canaryLedger();
    for (const id of [2, 1]) ledger.add({ id, placedAt: '', by: 'backup', values: {} });
    expect(ledger.orders.map((order) => order.id)).toEqual([2, 1]);
  });
});
