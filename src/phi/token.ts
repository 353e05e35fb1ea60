import { hash } from 'node:crypto';

/** The fields of rx-intake, without `_rx_`. */
export const prescriptionFields = ['patient_name', 'date_of_birth', 'drug', 'dose', 'prescriber', 'diagnosis', 'insurance_id'] as const;
export type PrescriptionField = (typeof prescriptionFields)[number];

/** What every protected canary token begins with: it must be found nowhere in clear. */
export const protectedTokenPrefix = 'rxc-';

/** A canary token: recognisable, unique to its record, derived from the seed. */
export function token(prefix: string, seed: number | string, what: string, number: number): string {
  return prefix + hash('sha256', `${seed}/${what}/${number}`).slice(0, 12);
}
