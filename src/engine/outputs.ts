import type { Json, JsonObject } from '../model/json.ts';

/** What earlier steps gave, by step id. */
export type Outputs = Readonly<Record<string, JsonObject>>;

const reference = /\$\{steps\.([a-z0-9-]+)\.outputs\.([A-Za-z0-9_]+)\}/g;

/** Replaces `${steps.ID.outputs.NAME}` in every text of `params`. One that is not known stays as it is written. */
export function withOutputs(params: JsonObject, outputs: Outputs): JsonObject {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, filled(value, outputs)]));
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
