import { identifier, name } from './common.ts';

/** How a drill logs in. `mint-session`: a session made inside WordPress, where passwords, MFA or a captcha stand in the way. */
export const loginProbe = {
  type: 'object',
  additionalProperties: false,
  required: ['by'],
  properties: { by: { enum: ['drill-account', 'mint-session'] } },
} as const;

/** What the checkout asks for beside name and address. */
const checkoutFields = {
  type: 'object',
  additionalProperties: false,
  required: ['in', 'meta', 'names'],
  properties: {
    in: { ...name, description: "the namespace under the Store API's extensions, such as rx-intake" },
    meta: { type: 'string', pattern: '^[A-Za-z0-9_-]*\\*$', maxLength: 60, description: "an order's meta key with * for the field's name, such as _rx_*" },
    read: { ...identifier, description: 'the property of an order in REST that holds the fields by name' },
    names: {
      type: 'object',
      minProperties: 1,
      maxProperties: 40,
      propertyNames: identifier,
      additionalProperties: { enum: ['name', 'birth-date', 'text', 'number'] },
      description: 'what each field takes: name, birth-date, text or number',
    },
  },
} as const;

/** How a drill buys something. */
export const checkoutProbe = {
  type: 'object',
  additionalProperties: false,
  required: ['by', 'gateway'],
  properties: {
    by: { enum: ['store-api', 'classic'] },
    gateway: { enum: ['cheque', 'bacs', 'cod', 'stub', 'sandbox'] },
    replaces: { type: 'string', pattern: '^[a-z0-9_-]{1,60}$', description: "the id of the shop's payment gateway, such as stripe" },
    fields: checkoutFields,
  },
} as const;

/** How the shop marks products that only some may find, and as whom a drill looks for them. */
export const discoveryProbe = {
  type: 'object',
  additionalProperties: false,
  required: ['restricted', 'found-by'],
  properties: {
    restricted: {
      type: 'object',
      additionalProperties: false,
      required: ['meta', 'value'],
      properties: {
        meta: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,60}$', description: "a product's meta key, such as _restricted" },
        value: { type: 'string', minLength: 1, maxLength: 60, description: 'the value of a product that is restricted' },
      },
    },
    'found-by': { enum: ['administrator', 'shop_manager', 'pharmacist', 'nurse', 'support', 'customer'] },
  },
} as const;
