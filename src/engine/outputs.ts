import type { Json, JsonObject } from '../model/json.ts';

/** What earlier steps gave, by step id. */
export type Outputs = Readonly<Record<string, JsonObject>>;

const reference = /\$\{steps\.([a-z0-9-]+)\.outputs\.([A-Za-z0-9_]+)\}/g;

/** Replaces `${steps.ID.outputs.NAME}` in every text of `params`. One that is not known stays as it is written. */
export function withOutputs(params: JsonObject, outputs: Outputs): JsonObject {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, filled(value, outputs)]));
}

/** What a `when` comes to. */
export type Condition = { readonly holds: boolean; readonly text: string } | 'unknown';

/**
 * Whether a reference to an output leads to something: anything but 0, false, an empty text or list. `unknown` when its step
 * did not come to give any.
 */
export function condition(when: string, outputs: Outputs): Condition {
  const [, id = '', name = ''] = new RegExp(reference.source, 'u').exec(when) ?? [];
  const given = outputs[id];
  if (given === undefined) return 'unknown';
  const value = given[name] ?? null;
  const nothing = value === null || value === false || value === 0 || value === '' || (Array.isArray(value) && value.length === 0);
  return { holds: !nothing, text: `the step ${id} gave ${nothing ? `no ${name}` : name}` };
}

function filled(value: Json, outputs: Outputs): Json {
  if (typeof value === 'string') return value.replaceAll(reference, (all, id: string, name: string) => text(outputs[id]?.[name]) ?? all);
  if (Array.isArray(value)) return value.map((one: Json) => filled(one, outputs));
  if (typeof value === 'object' && value !== null) return withOutputs(value as JsonObject, outputs);
  return value;
}

function text(value: Json | undefined): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
