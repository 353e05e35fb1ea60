import { describe, expect, it } from 'vitest';
import { identifierKinds, identifierScan, type IdentifierKind } from '../../src/evidence/identifiers.ts';

const scan = (text: string, known: (match: string) => boolean = () => false) => identifierScan(new Map([['a', Buffer.from(text)]]), known);

const samples: readonly (readonly [IdentifierKind, string])[] = [
  ['B', 'lives at 12 Old Mill Road'],
  ['B', 'Boston, MA 02139'],
  ['C', '{"date_of_birth":"1980-01-02"}'],
  ['C', 'DOB: 1/2/1980'],
  ['C', 'a man aged 93'],
  ['D', 'call (617) 234-5678 today'],
  ['D', 'call 617-234-5678 today'],
  ['D', 'Tel: 617 234 5678'],
  ['D', '+49 30 901820 99'],
  ['E', 'Fax: 617 234 5678'],
  ['F', 'mail jane.doe@clinic.org now'],
  ['G', 'ssn 078-05-1120.'.replace('.', ' ')],
  ['G', '"ssn": "078051120"'],
  ['H', 'MRN: 00123456'],
  ['H', '"patient_id":"P-4711123"'],
  ['I', 'member id: XGH1234567'],
  ['J', '4111 1111 1111 1111'],
  ['J', 'account number: 123456789'],
  ['K', 'license no: D1234567'],
  ['L', 'VIN: 1HGCM82633A004352'],
  ['M', 'serial number: SN-1234567'],
  ['O', 'from 8.8.8.8 at noon'],
];

describe('patterns of the 18 identifiers', () => {
  it.each(samples)('find %s in %j', (kind, text) => {
    expect(scan(text)[kind]).toBe(1);
  });
  it.each(samples)('find %s in base64, JSON and URL form too: %j', (kind, text) => {
    const padded = `some words before it, ${text} and some after it`;
    expect(scan(Buffer.from(padded).toString('base64'))[kind]).toBe(1);
    expect(scan(JSON.stringify({ text: padded }))[kind]).toBe(1);
    // `%208.8.8.8` is 208.8.8.8 too, as long as nobody undoes the escape.
    expect(scan(encodeURIComponent(padded))[kind]).toBeGreaterThanOrEqual(1);
  });
  it.each([
    'mail security@clinic.example or a@shop.example.com',
    'call 617-555-0142',
    '{"at":"2026-11-23T10:00:00.000Z","ms":12345}',
    '192.168.1.1 10.0.0.7 172.20.3.4 127.0.0.1 192.0.2.8 203.0.113.9 999.1.1.1',
    'sha256:0cdf9a3e5b0a7f1e078051120aa3f9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2',
    'WordPress 6.8.3, MariaDB 11.8.3, image 1.2.3',
    '4111 1111 1111 1112',
    'run k7q2m9xw, id 1e0a5c2d-7e01-4a5e-9d0e-3f6b1b3e6f0c',
    '45 CFR 164.308(a)(7)(ii)(D), section 164.402(2)(i)',
    'the patient id is checked, the license number is not',
    'M 234 567 1234 L 300 400 1200 z, aged 95 hours, OK 20000 rows, OR 12345',
    '%PDF-1.7 [556-667-1000] 078-05-1120',
    'invalid areas: 900-12-3456 000-12-3456 666-12-3456',
  ])('find nothing in %j', (text) => {
    expect(scan(text)).toEqual({});
  });
  it('count different texts once, and leave out what is known', () => {
    const text = 'a@clinic.org b@clinic.org a@clinic.org';
    expect(scan(text)).toEqual({ F: 2 });
    expect(scan(text, (match) => match.startsWith('a@'))).toEqual({ F: 1 });
  });
  it('say of each kind whether a pattern can find it at all', () => {
    const tried = new Set(samples.map(([kind]) => kind));
    const by = Object.entries(identifierKinds).map(([kind, { by: how }]) => [kind, how === 'pattern']);
    expect(Object.keys(identifierKinds).length).toBe(18);
    expect(by.filter(([, pattern]) => pattern).map(([kind]) => kind)).toEqual([...tried].toSorted());
  });
});
