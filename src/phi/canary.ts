import type { CanaryLedger, CanaryOrder } from '../model/ports.ts';
import { protectedTokenPrefix, token, type PrescriptionField } from './token.ts';

/** What Muster types at the checkout for its n-th own order: unmistakable, in reserved ranges, unique to the run. */
export interface CanaryCheckout {
  /** Canary token in the billing address: finds the order again whatever its id. */
  readonly unit: string;
  readonly billing: Readonly<Record<string, string>>;
  readonly prescription: Readonly<Record<PrescriptionField, string>>;
}

/** Pure: the same run and number give the same order. */
export function canaryCheckout(runId: string, number: number): CanaryCheckout {
  const unit = token('cnr-', runId, 'canary', number);
  return {
    unit,
    billing: {
      first_name: 'Drill',
      last_name: `Canary-${number}`,
      company: '',
      address_1: '1 Test Street',
      address_2: unit,
      city: 'Sacramento',
      state: 'CA',
      postcode: '94203',
      country: 'US',
      phone: '916-555-0100',
      email: `canary-${runId}-${number}@example.com`,
    },
    prescription: {
      patient_name: `Drill Canary ${number}`,
      date_of_birth: '1970-01-01',
      drug: 'Placebo',
      dose: '1 x 1 mg',
      prescriber: 'Dr. Drill',
      diagnosis: `exercise ${token(protectedTokenPrefix, runId, 'canary', number)}`,
      insurance_id: '999-99-0000',
    },
  };
}

/** LIKE pattern of the addresses above. */
export const canaryMailPattern = (runId: string): string => `canary-${runId}-%@example.com`;

/** The orders that Muster placed itself, kept outside the mirror for the time of the run. */
export function canaryLedger(): CanaryLedger {
  const orders: CanaryOrder[] = [];
  return { orders, add: (order) => void orders.push(order) };
}
