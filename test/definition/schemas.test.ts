import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { schemaNames, schemasOf, stepKeys } from '../../src/definition/compose.ts';

describe('the published schemas', () => {
  const schemas = schemasOf(catalog);

  it.each(schemaNames)('are what the definitions are checked against: %s', async (name) => {
    await expect(`${JSON.stringify(schemas[name], null, 2)}\n`).toMatchFileSnapshot(`../../schemas/${name}.schema.json`);
  });

  it.each(schemaNames)('are valid JSON Schema 2020-12: %s', (name) => {
    // Without `discriminator`, which is OpenAPI's and a hint only.
    const ajv = new Ajv2020({ strict: false });
    expect(ajv.validateSchema({ ...schemas[name] }), ajv.errorsText()).toBe(true);
  });

  it('have no step kind that is named like a key of every step', () => {
    expect(catalog.steps.filter((step) => stepKeys.includes(step.kind))).toEqual([]);
  });
});
