import type { CanaryLedger, CanaryOrder, CheckoutAttempt } from '../model/ports/shop.ts';
import type { FieldValue } from '../model/probes.ts';
import { protectedTokenPrefix, token } from './token.ts';

/** What Muster types at the checkout for its n-th own order: unmistakable, in reserved ranges, unique to the run. */
export interface CanaryCheckout {
  /** Canary token in the billing address: finds the order again whatever its id. */
  readonly unit: string;
  readonly billing: Readonly<Record<string, string>>;
  /** What this shop asks for beside name and address. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Pure: the same run, number and fields give the same order. Every `text` holds a protected token. */
export function canaryCheckout(runId: string, number: number, fields: Readonly<Record<string, FieldValue>> = {}): CanaryCheckout {
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
    fields: Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, typed[kind](runId, number)])),
  };
}

const typed: Readonly<Record<FieldValue, (runId: string, number: number) => string>> = {
  name: (_runId, number) => `Drill Canary ${number}`,
  'birth-date': () => '1970-01-01',
  text: (runId, number) => `exercise ${canaryToken(runId, number)}`,
  number: () => '999-99-0000',
};

/** What every text of a canary order holds, and nothing else anywhere. */
export function canaryToken(runId: string, number: number): string {
  return token(protectedTokenPrefix, runId, 'canary', number);
}

/** LIKE pattern of the addresses above. */
export const canaryMailPattern = (runId: string): string => `canary-${runId}-%@example.com`;

/** The orders that Muster placed itself, kept outside the mirror for the time of the run. */
export function canaryLedger(): CanaryLedger {
  const orders: CanaryOrder[] = [];
  const attempts: CheckoutAttempt[] = [];
  return { orders, attempts, add: (order) => void orders.push(order), tried: (attempt) => void attempts.push(attempt) };
}
