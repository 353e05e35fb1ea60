import { noParams, type Catalog, type Kind } from '../model/kind.ts';
import { controlsSchema } from './schemas/controls.ts';
import { drillSchema } from './schemas/drill.ts';
import { musterSchema } from './schemas/muster.ts';
import { peopleSchema } from './schemas/people.ts';
import { phiMapSchema } from './schemas/phi-map.ts';
import { runbookFrontMatterSchema } from './schemas/runbook-front-matter.ts';
import { stackLockSchema } from './schemas/stack-lock.ts';
import { stackSchema } from './schemas/stack.ts';
import { stepSchema } from './schemas/step.ts';

/** The files of a definition by the name of their published schema. */
export const schemaNames = ['drill', 'stack', 'stack.lock', 'phi-map', 'people', 'controls', 'muster', 'runbook-front-matter', 'step'] as const;
export type SchemaName = (typeof schemaNames)[number];

/** A JSON Schema as Ajv and a file take it. */
type SchemaObject = { readonly [key: string]: unknown };

/** What a step has beside its kind; a step kind of such a name would be ambiguous. */
export const stepKeys: readonly string[] = Object.keys(stepSchema.properties);

/** A step that a person does. Always there, also in a catalog without it. */
export const manualKind = 'manual';

/** The published schemas: the constants in `schemas/` with the catalog's kinds filled in. */
export function schemasOf(catalog: Catalog): Readonly<Record<SchemaName, SchemaObject>> {
  return {
    drill: drillWith(catalog),
    stack: stackSchema,
    'stack.lock': stackLockSchema,
    'phi-map': phiMapSchema,
    people: peopleSchema,
    controls: controlsSchema,
    muster: musterSchema,
    'runbook-front-matter': runbookFrontMatterSchema,
    step: stepWith(catalog),
  };
}

/** Names of the step kinds, `manual` among them. */
function stepKindNames(catalog: Catalog): readonly string[] {
  const names = catalog.steps.map((step) => step.kind);
  return names.includes(manualKind) ? names : [manualKind, ...names];
}

function drillWith(catalog: Catalog): SchemaObject {
  const { fault, expect, incident, ...rest } = drillSchema.properties;
  return {
    ...drillSchema,
    properties: {
      ...rest,
      fault: { ...fault, items: kindSchema(catalog.faults) },
      incident: { ...incident, properties: { ...incident.properties, 'detect-by': { enum: catalog.watchers.map((watcher) => watcher.kind) } } },
      expect: { ...expect, items: kindSchema(catalog.assertions) },
    },
  };
}

/**
 * One kind: its bare name, or a mapping of its name to its parameters. `if` instead of `oneOf`: a misspelt parameter
 * then gives one error, not one for each kind.
 */
function kindSchema(kinds: readonly Kind[]): SchemaObject {
  const demanding = kinds.filter((kind) => (kind.params.required ?? []).length > 0).map((kind) => kind.kind);
  return {
    type: ['string', 'object'],
    if: { type: 'object' },
    else: { enum: kinds.map((kind) => kind.kind), ...(demanding.length === 0 ? {} : { not: { enum: demanding } }) },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    properties: paramsOf(kinds),
    description: 'one name, or one name with its parameters',
  };
}

function stepWith(catalog: Catalog): SchemaObject {
  const names = stepKindNames(catalog);
  return {
    ...stepSchema,
    properties: { ...stepSchema.properties, [manualKind]: noParams, ...paramsOf(catalog.steps) },
    oneOf: names.map((name) => ({ required: [name] })),
  };
}

function paramsOf(kinds: readonly Kind[]): SchemaObject {
  return Object.fromEntries(kinds.map((kind) => [kind.kind, { title: kind.title, ...kind.params }]));
}
