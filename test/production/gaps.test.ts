import { describe, expect, it } from 'vitest';
import type { PhiTable } from '../../src/model/plan/phi-map.ts';
import { gapsOf, type LookedAt } from '../../src/production/gaps.ts';
import { nameScore, printableName } from '../../src/production/phi-names.ts';
import { countShapes, noShapes, shapesFound, type ShapeCounts } from '../../src/production/shapes.ts';
import type { Survey } from '../../src/production/survey.ts';

const shaped = (...values: readonly string[]): ShapeCounts => values.reduce(countShapes, noShapes);
const orders: PhiTable = {
  table: 'wc_orders',
  class: 'identical',
  tier: 1,
  key: ['id'],
  record: null,
  columns: ['id', 'status'],
  exceptKeys: [],
  exceptColumns: ['date_updated_gmt'],
  protection: { kind: 'volume', attestedBy: 'officer' },
  readBy: [],
  log: null,
};
const metas: PhiTable = {
  ...orders,
  table: 'wc_orders_meta',
  columns: ['id', 'meta_key', 'meta_value'],
  exceptKeys: ['_tmp_*'],
  protection: { kind: 'field', keys: ['_rx_*'], pattern: '^x', decrypt: 'vault' },
};
const survey: Survey = {
  prefix: 'wp_',
  tables: [
    { table: 'wc_orders', rows: 3, columns: ['id', 'status', 'date_updated_gmt', 'patient_dob'].map((name) => ({ name, type: 'varchar', shapes: null })) },
    { table: 'wc_orders_meta', rows: 3, columns: ['id', 'meta_key', 'meta_value'].map((name) => ({ name, type: 'text', shapes: null })) },
    { table: 'intake_entries', rows: 9, columns: [{ name: 'ssn', type: 'varchar', shapes: shaped('078-05-1120') }] },
    { table: 'terms', rows: 3, columns: [{ name: 'name', type: 'varchar', shapes: null }] },
  ],
  metaKeys: {
    wc_orders_meta: [
      { name: '_rx_drug', rows: 3, shapes: noShapes },
      { name: '_tmp_1', rows: 3, shapes: noShapes },
      { name: '_wc_order_attribution_source', rows: 3, shapes: noShapes },
      { name: 'color', rows: 3, shapes: noShapes },
      { name: 'contact', rows: 2, shapes: shaped('a@clinic.example', 'b@clinic.example') },
      { name: '_step_10001', rows: 1, shapes: noShapes },
      { name: '_step_10002', rows: 1, shapes: noShapes },
    ],
  },
  options: [{ name: 'insurance_plans', rows: 1, shapes: noShapes }],
  plugins: ['woocommerce', 'intake-forms'],
  uploads: ['wc-logs', 'prescriptions'],
  notRead: [],
};
const found = (lookedAt: LookedAt = {}): readonly string[] =>
  gapsOf({ survey, map: { tables: [orders, metas] }, lookedAt, plugins: ['woocommerce'] }).map(({ kind, name, score }) => `${kind} ${name} ${score}`);

describe('what a PHI map does not speak of', () => {
  it('is listed with what looks most like PHI first, and known names are not', () => {
    expect(found()).toEqual([
      'table intake_entries 6',
      'column wc_orders.patient_dob 3',
      'meta-key wc_orders_meta: contact 3',
      'option insurance_plans 3',
      'uploads prescriptions 3',
      'plugin intake-forms 2',
      'meta-key wc_orders_meta: _step_# 0',
      'meta-key wc_orders_meta: color 0',
    ]);
  });

  it('is silent about what a person has looked at', () => {
    expect(
      found({
        table: ['intake_*'],
        'meta-key': ['contact', '_step_*'],
        option: ['insurance_*'],
        uploads: ['prescriptions'],
        plugin: ['intake-forms'],
        column: ['wc_orders.patient_dob'],
      }),
    ).toEqual(['meta-key wc_orders_meta: color 0']);
  });

  it('is a whole table of keys when the map leaves it out, and each key of it', () => {
    const keys = { usermeta: [{ name: 'insurance_member', rows: 4, shapes: noShapes }] };
    const people: Survey = {
      ...survey,
      tables: [{ table: 'usermeta', rows: 9, columns: ['umeta_id', 'user_id', 'meta_key', 'meta_value'].map((name) => ({ name, type: '', shapes: null })) }],
      metaKeys: { usermeta: [...keys.usermeta, { name: 'color', rows: 1, shapes: noShapes }] },
      options: [],
      plugins: [],
      uploads: null,
    };
    const gaps = gapsOf({ survey: people, map: { tables: [] }, lookedAt: {}, plugins: [] });
    expect(gaps.map(({ kind, name, score }) => `${kind} ${name} ${score}`)).toEqual([
      'meta-key usermeta: insurance_member 3',
      'table usermeta 3',
      'meta-key usermeta: color 0',
    ]);
    expect(gaps[1]?.why).toEqual(['its key insurance_member: its name']);
    // Keys that WooCommerce makes itself, such as billing_first_name, are in no survey: the table speaks for them.
    const plain = gapsOf({ survey: { ...people, metaKeys: { usermeta: [] } }, map: { tables: [] }, lookedAt: {}, plugins: [] });
    expect(plain.map(({ kind, name, score, why }) => ({ kind, name, score, why }))).toEqual([
      { kind: 'table', name: 'usermeta', score: 2, why: ['WordPress and WooCommerce keep what they know of people there'] },
    ]);
  });
});

describe('a name', () => {
  it.each([
    ['patient_dob', 3],
    ['dateOfBirth', 3],
    ['billing-phone', 2],
    ['_rx_drug', 3],
    ['color', 0],
    ['recipe_id', 0],
    ['tooltip', 0],
  ])('speaks for PHI by its words: %s %i', (name, score) => {
    expect(nameScore(name)).toBe(score);
  });

  it('is shown without the numbers and addresses that a plugin put into it', () => {
    expect(printableName('_note_jane.doe@clinic.example_4711')).toBe('(an address)');
    expect(printableName('order_10002_dob')).toBe('order_#_dob');
  });
});

describe('a shape', () => {
  it.each([
    ['date of birth', '1931-07-19'],
    ['date of birth', '07/19/1931'],
    ['e-mail', 'a.b@clinic.example'],
    ['phone', '+1 555 010 4477'],
    ['phone', '(555) 010-4477'],
    ['social security number', '078-05-1120'],
    ['ICD-10 code', 'E11.9'],
    ['NPI', '1932102084'],
    ['IP address', '203.0.113.9'],
    ['ciphertext', 'phiv1:0a1b2c3d:QUJDREVGR0hJSktMTU5PUFFSU1RVVg=='],
  ])('is told: %s', (name, value) => {
    expect(shapesFound(shaped(value)).map((shape) => shape.name)).toContain(name);
  });

  it('is not told from a fifth of the values or less than that', () => {
    expect(shapesFound(shaped('1931-07-19', 'a', 'b', 'c', 'd', 'e'))).toEqual([]);
    expect(shapesFound(shaped('2026-11-23', '12', 'yes', 'completed'))).toEqual([]);
  });
});
