import { schemaNames, type SchemaName } from '../../src/definition/compose.ts';
import { code, heading, link, paragraph, table, type Block } from '../../src/model/markdown.ts';
import { propertyRows, type SchemaNode } from './schema-words.ts';

/** The files of a definition, key by key on their first level; the whole is in the published schema. */
export function schemaPage(schemas: Readonly<Record<SchemaName, object>>): readonly Block[] {
  return [
    heading(1, 'Schemas'),
    paragraph([
      'JSON Schema 2020-12. An editor checks a file as you type when its first line is ',
      code('# yaml-language-server: $schema=…/schemas/drill.schema.json'),
      '.',
    ]),
    ...schemaNames.flatMap((name) => {
      const schema: SchemaNode = schemas[name];
      return [
        heading(2, name),
        paragraph([`${schema.title ?? name}. Published as `, link(`../../schemas/${name}.schema.json`, `schemas/${name}.schema.json`), '.']),
        table([['Key', '', 'Value'], ...propertyRows(schema)]),
      ];
    }),
  ];
}
