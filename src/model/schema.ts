import type { Digest, Instant, JsonObject } from './json.ts';

declare const typed: unique symbol;

/**
 * A JSON Schema 2020-12 that describes `T`. The builders below tie a schema to a contract's type: a field that is
 * missing, too many or of another type does not compile, so schema and type cannot disagree.
 */
export type Schema<T> = JsonObject & { readonly [typed]?: T };

/** A member that may be absent. */
export interface Optional<T> {
  readonly optional: Schema<T>;
}

/** One schema per member of `T`, none more, none fewer. */
export type Fields<T> = { readonly [K in keyof T]-?: object extends Pick<T, K> ? Optional<T[K]> : Schema<T[K]> };

export const text: Schema<string> = { type: 'string' };
export const number: Schema<number> = { type: 'number' };
export const count: Schema<number> = { type: 'integer', minimum: 0 };
export const flag: Schema<boolean> = { type: 'boolean' };
export const anyObject: Schema<JsonObject> = { type: 'object' };
export const instant: Schema<Instant> = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' };
export const digest: Schema<Digest> = { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' };
export const hex: Schema<string> = { type: 'string', pattern: '^[0-9a-f]{64}$' };
export const texts = list(text);
export const counts = map(number);

export function oneOf<const T extends string | number>(...values: readonly T[]): Schema<T> {
  return { enum: values };
}

export function list<T>(items: Schema<T>): Schema<readonly T[]> {
  return { type: 'array', items };
}

export function map<T>(members: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return { type: 'object', additionalProperties: members };
}

export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return { anyOf: [schema, { type: 'null' }] };
}

export function either<A, B>(a: Schema<A>, b: Schema<B>): Schema<A | B> {
  return { anyOf: [a, b] };
}

export function optional<T>(schema: Schema<T>): Optional<T> {
  return { optional: schema };
}

/** An object with exactly the members of `T`. */
export function object<T extends object>(fields: Fields<T>): Schema<T> {
  const members = Object.entries<Schema<unknown> | Optional<unknown>>(fields);
  return {
    type: 'object',
    additionalProperties: false,
    required: members.filter(([, member]) => !isOptional(member)).map(([name]) => name),
    properties: Object.fromEntries(members.map(([name, member]) => [name, isOptional(member) ? member.optional : member])),
  };
}

function isOptional(member: Schema<unknown> | Optional<unknown>): member is Optional<unknown> {
  return 'optional' in member;
}
