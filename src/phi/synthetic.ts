// The one locale: the package's main entry loads all seventy.
import { faker } from '@faker-js/faker/locale/en';
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

/** One made-up order with a prescription. */
export interface SyntheticOrder {
  readonly number: number;
  readonly patient: SyntheticPatient;
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  readonly createdAt: string;
  readonly total: string;
  readonly ipAddress: string;
  /** By field name of rx-intake, without `_rx_`. `diagnosis` holds the record's canary token, `rxc-…`. */
  readonly prescription: Readonly<Record<PrescriptionField, string>>;
}

const drugs = ['Metformin', 'Sertraline', 'Lisinopril', 'Levothyroxine', 'Atorvastatin', 'Salbutamol', 'Amoxicillin', 'Insulin glargine'];
const diagnoses = [
  'type 2 diabetes',
  'major depressive disorder',
  'hypertension',
  'hypothyroidism',
  'hyperlipidaemia',
  'asthma',
  'otitis media',
  'type 1 diabetes',
];
/** Synthetic orders end before this instant; the newest record of a run is its own checkout. */
const newest = Date.UTC(2026, 5, 30, 12, 0, 0);
const spanMs = 2 * 365 * 24 * 3600 * 1000;

/**
 * Yields `count` patients; the same seed gives the same patients.
 * Pure: no clock, no randomness beyond the seed.
 */
export function* patients(seed: number, count: number): Generator<SyntheticPatient> {
  for (let number = 1; number <= count; number += 1) {
    seedFor(seed, 'patient', number);
    const firstName = faker.person.firstName();
    const lastName = faker.person.lastName().replaceAll("'", '');
    yield {
      number,
      login: `patient${String(number).padStart(5, '0')}`,
      email: `${firstName}.${lastName}.${number}@example.com`.toLowerCase().replaceAll(/[^a-z0-9.@]/g, ''),
      firstName,
      lastName,
      phone: `${faker.number.int({ min: 201, max: 989 })}-555-01${faker.string.numeric(2)}`,
      street: faker.location.streetAddress(),
      unit: token('cnr-', seed, 'patient', number),
      city: faker.location.city(),
      state: 'CA',
      postcode: `9${faker.string.numeric(4)}`,
      dateOfBirth: faker.date
        .birthdate({ min: 18, max: 95, mode: 'age', refDate: new Date(newest) })
        .toISOString()
        .slice(0, 10),
      insuranceId: `9${faker.string.numeric(2)}-${faker.string.numeric(2)}-${faker.string.numeric(4)}`,
    };
  }
}

/** Yields `count` orders of `people`, oldest first; the same seed gives the same orders. Pure. */
export function* orders(seed: number, count: number, people: readonly SyntheticPatient[]): Generator<SyntheticOrder> {
  for (let number = 1; number <= count; number += 1) {
    seedFor(seed, 'order', number);
    const patient = people[faker.number.int({ min: 0, max: people.length - 1 })];
    if (patient === undefined) return;
    const what = faker.number.int({ min: 0, max: drugs.length - 1 });
    yield {
      number,
      patient,
      createdAt: new Date(newest - Math.floor((spanMs * (count - number)) / count)).toISOString().slice(0, 19).replace('T', ' '),
      total: `${faker.number.int({ min: 5, max: 180 })}.00`,
      ipAddress: `192.0.2.${faker.number.int({ min: 1, max: 254 })}`,
      prescription: {
        patient_name: `${patient.firstName} ${patient.lastName}`,
        date_of_birth: patient.dateOfBirth,
        drug: drugs[what] ?? '',
        dose: `${faker.number.int({ min: 1, max: 4 })} x ${faker.number.int({ min: 5, max: 500 })} mg`,
        prescriber: `Dr. ${faker.person.lastName()}`,
        diagnosis: `${diagnoses[what] ?? ''} ${token(protectedTokenPrefix, seed, 'order', number)}`,
        insurance_id: patient.insuranceId,
      },
    };
  }
}

/** Every value that must never be in an output: names, addresses, prescriptions, tokens. */
export function* protectedValues(seed: number, orderCount: number, patientCount: number): Generator<string> {
  const people = [...patients(seed, patientCount)];
  for (const patient of people) {
    yield* [patient.email, patient.phone, patient.unit, patient.insuranceId, patient.street, `${patient.firstName} ${patient.lastName}`];
  }
  for (const order of orders(seed, orderCount, people)) yield order.prescription.diagnosis;
}

/** Every record draws from a sequence of its own, so that records do not depend on each other or on the order of asking. */
function seedFor(seed: number, what: 'patient' | 'order', number: number): void {
  faker.seed([seed, what === 'patient' ? 1 : 2, number]);
}
