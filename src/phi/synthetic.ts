// The one locale: the package's main entry loads all seventy.
import { faker } from '@faker-js/faker/locale/en';
import { Draws } from './draws.ts';
import { protectedTokenPrefix, token, type PrescriptionField } from './token.ts';

/** One made-up patient. Every value lies in a reserved range: example.com, 555-01xx, SSN area 9xx (never issued). */
export interface SyntheticPatient {
  readonly number: number;
  readonly login: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly street: string;
  /** Holds the record's canary token, `cnr-…`. */
  readonly unit: string;
  readonly city: string;
  readonly state: string;
  readonly postcode: string;
  readonly dateOfBirth: string;
  readonly insuranceId: string;
}

/** One made-up order. */
export interface SyntheticOrder {
  readonly number: number;
  readonly patient: SyntheticPatient;
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  readonly createdAt: string;
  readonly total: string;
  readonly ipAddress: string;
  /** What was bought: the drug, or something that needs no prescription. */
  readonly product: string;
  /** By field name of rx-intake, without `_rx_`; `diagnosis` holds the record's canary token, `rxc-…`. Null: over the counter. */
  readonly prescription: Readonly<Record<PrescriptionField, string>> | null;
}

/** How many records there are: an order's date and patient depend on it. */
export interface SyntheticSize {
  readonly orders: number;
  readonly customers: number;
}

const treatments = [
  ['Metformin', 'type 2 diabetes'],
  ['Sertraline', 'major depressive disorder'],
  ['Lisinopril', 'hypertension'],
  ['Levothyroxine', 'hypothyroidism'],
  ['Atorvastatin', 'hyperlipidaemia'],
  ['Salbutamol', 'asthma'],
  ['Amoxicillin', 'otitis media'],
  ['Insulin glargine', 'type 1 diabetes'],
] as const;
const overTheCounter = ['Sticking plasters', 'Vitamin D3', 'Blood pressure monitor', 'Saline spray', 'Test strips', 'Pill organiser'];
/** Three of seven orders carry a prescription (its seven fields: three rows of meta an order), the others need none. */
const withPrescription = 3;
const outOf = 7;

const { first_name, last_name } = faker.definitions.person;
const firstNames = first_name.generic ?? [];
const lastNames = (last_name.generic ?? []).map((name) => name.replaceAll("'", ''));
const { city_name, street_name } = faker.definitions.location;

/** Synthetic orders end before this instant; the newest record of a run is its own checkout. */
const newest = Date.UTC(2026, 5, 30, 12, 0, 0);
const dayMs = 24 * 3600 * 1000;
const spanMs = 2 * 365 * dayMs;

/** The patient `number` (from 1); the same seed gives the same one. Pure: no clock, no randomness beyond the seed. */
export function patientOf(seed: number, number: number): SyntheticPatient {
  const draws = new Draws(`${seed}|patient|${number}`);
  const firstName = draws.oneOf(firstNames);
  const lastName = draws.oneOf(lastNames);
  return {
    number,
    login: `patient${String(number).padStart(5, '0')}`,
    email: `${firstName}.${lastName}.${number}@example.com`.toLowerCase().replaceAll(/[^a-z0-9.@]/g, ''),
    firstName,
    lastName,
    phone: `${draws.between(201, 989)}-555-01${draws.digits(2)}`,
    street: `${draws.between(1, 9999)} ${draws.oneOf(street_name)}`,
    unit: token('cnr-', seed, 'patient', number),
    city: draws.oneOf(city_name),
    state: 'CA',
    postcode: `9${draws.digits(4)}`,
    dateOfBirth: new Date(newest - draws.between(18 * 365, 95 * 365) * dayMs).toISOString().slice(0, 10),
    insuranceId: `9${draws.digits(2)}-${draws.digits(2)}-${draws.digits(4)}`,
  };
}

/** The order `number` (from 1, oldest first) of a shop of that size; the same seed gives the same one. Pure. */
export function orderOf(seed: number, number: number, size: SyntheticSize): SyntheticOrder {
  const draws = new Draws(`${seed}|order|${number}`);
  const patient = patientOf(seed, 1 + ((draws.between(0, 0xff_ff) * 0x1_00_00 + draws.between(0, 0xff_ff)) % size.customers));
  const total = `${draws.between(5, 180)}.00`;
  const prescription = number % outOf < withPrescription ? prescriptionOf(patient, draws, token(protectedTokenPrefix, seed, 'order', number)) : null;
  return {
    number,
    patient,
    total,
    prescription,
    createdAt: new Date(newest - Math.floor((spanMs * (size.orders - number)) / size.orders)).toISOString().slice(0, 19).replace('T', ' '),
    ipAddress: `192.0.2.${draws.between(1, 254)}`,
    product: prescription?.drug ?? draws.oneOf(overTheCounter),
  };
}

function prescriptionOf(patient: SyntheticPatient, draws: Draws, canary: string): Readonly<Record<PrescriptionField, string>> {
  const [drug, diagnosis] = treatments[draws.between(0, treatments.length - 1)] ?? treatments[0];
  return {
    patient_name: `${patient.firstName} ${patient.lastName}`,
    date_of_birth: patient.dateOfBirth,
    drug,
    dose: `${draws.between(1, 4)} x ${draws.between(5, 500)} mg`,
    prescriber: `Dr. ${draws.oneOf(lastNames)}`,
    diagnosis: `${diagnosis} ${canary}`,
    insurance_id: patient.insuranceId,
  };
}

/** Every value that must never be in an output: names, addresses, prescriptions, tokens. */
export function* protectedValues(seed: number, orders: number, customers: number): Generator<string> {
  for (let number = 1; number <= customers; number += 1) {
    const patient = patientOf(seed, number);
    yield* [patient.email, patient.phone, patient.unit, patient.insuranceId, patient.street, `${patient.firstName} ${patient.lastName}`];
  }
  for (let number = 1; number <= orders; number += 1) {
    const { prescription } = orderOf(seed, number, { orders, customers });
    if (prescription !== null) yield prescription.diagnosis;
  }
}
