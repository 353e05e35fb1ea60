import type { Json, JsonObject } from './json.ts';
import type { SitePlan } from './plan/site.ts';

/** How a drill logs in and buys, read from the checked `probes` of the stack file. */
export interface Probes {
  readonly login: 'drill-account' | 'mint-session';
  readonly checkout: CheckoutProbe;
  /** Null when the stack names no products that only some may find. */
  readonly discovery: DiscoveryProbe | null;
}

/** How restricted products are told: by a meta field's value; `foundBy`: the role that does find them. */
export interface DiscoveryProbe {
  readonly meta: string;
  readonly value: string;
  readonly foundBy: string;
}

export interface CheckoutProbe {
  readonly by: 'store-api' | 'classic';
  readonly gateway: 'cheque' | 'bacs' | 'cod' | 'stub';
  /** Id of the payment method that is chosen: the gateway itself, or the one that a stub stands for. */
  readonly paymentMethod: string;
  /** What is asked for beside name and address; null when nothing is. */
  readonly fields: CheckoutFields | null;
}

export interface CheckoutFields {
  /** Namespace under the Store API's `extensions`; the classic form has the names as they are. */
  readonly in: string;
  /** Meta key of an order's field, with `*` for its name. */
  readonly meta: string;
  /** Property of an order in REST that holds the fields by name; null when REST does not show them. */
  readonly read: string | null;
  readonly names: Readonly<Record<string, FieldValue>>;
}
export type FieldValue = 'name' | 'birth-date' | 'text' | 'number';

/** Total: what the schema allows has a meaning here. */
export function probesOf({ login, checkout, discovery }: SitePlan['probes']): Probes {
  const stub = checkout['gateway'] === 'stub';
  const gateway = gateways.find((one) => one === checkout['gateway']) ?? 'cheque';
  return {
    login: login['by'] === 'mint-session' ? 'mint-session' : 'drill-account',
    checkout: {
      by: checkout['by'] === 'classic' ? 'classic' : 'store-api',
      gateway,
      paymentMethod: stub ? text(checkout['replaces']) : gateway,
      fields: fieldsOf(checkout['fields']),
    },
    discovery: discoveryOf(discovery),
  };
}

const gateways = ['cheque', 'bacs', 'cod', 'stub'] as const;
const fieldValues = ['name', 'birth-date', 'text', 'number'] as const;

function discoveryOf(value: JsonObject | undefined): DiscoveryProbe | null {
  const restricted = value?.['restricted'];
  if (value === undefined || !isObject(restricted)) return null;
  return { meta: text(restricted['meta']), value: text(restricted['value']), foundBy: text(value['found-by']) };
}

function fieldsOf(value: Json | undefined): CheckoutFields | null {
  if (!isObject(value)) return null;
  const names = isObject(value['names']) ? Object.entries(value['names']) : [];
  return {
    in: text(value['in']),
    meta: text(value['meta']),
    read: typeof value['read'] === 'string' ? value['read'] : null,
    names: Object.fromEntries(names.map(([name, kind]) => [name, fieldValues.find((one) => one === kind) ?? 'text'])),
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
