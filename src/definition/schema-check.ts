import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Catalog } from '../model/kind.ts';
import { schemasOf, type SchemaName } from './compose.ts';
import { diagnose, type Diagnostic } from './diagnostic.ts';
import { nearest } from './nearest.ts';
import { problemOf } from './schema-problem.ts';
import { isUndecided, undecided } from './undecided.ts';
import { isRecord, type YamlDocument } from './yaml-document.ts';

/** Checks data against one schema; returns what is wrong, each at its place. */
export type SchemaCheck = (name: SchemaName, document: YamlDocument) => readonly Diagnostic[];

/** Compiling costs more than checking: once for each catalog. */
const checks = new WeakMap<Catalog, SchemaCheck>();

/** The check for a catalog's schemas; each is compiled when it is first needed. */
export function schemaCheck(catalog: Catalog): SchemaCheck {
  const check = checks.get(catalog) ?? compileCheck(catalog);
  checks.set(catalog, check);
  return check;
}

function compileCheck(catalog: Catalog): SchemaCheck {
  // Our own schemas are checked against their dialect by a test, not at each start.
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    discriminator: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    validateFormats: true,
    messages: false,
    logger: false,
    addUsedSchema: false,
    validateSchema: false,
    meta: false,
    code: { optimize: false },
  });
  formats.default(ajv, ['date', 'regex', 'uri']);
  const schemas = schemasOf(catalog);
  const compiled = new Map<SchemaName, ValidateFunction>();
  return (name, document) => {
    if (document.value === undefined) return [];
    const validate = compiled.get(name) ?? ajv.compile(schemas[name]);
    compiled.set(name, validate);
    validate(document.value);
    const decided = telling(validate.errors ?? []).filter((error) => !isUndecided(document.value, meantBy(error, document.value)));
    return [...undecided(document), ...decided.map((error) => diagnoseError(document, error))];
  };
}

/** Leaves out what only repeats another error: one mistake gives one diagnostic. */
function telling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  return errors.filter((error) => {
    const unknown = errors
      .filter((other) => other.keyword === 'additionalProperties' && other.instancePath === error.instancePath)
      .map((other) => String(other.params['additionalProperty']));
    switch (error.keyword) {
      case 'if':
        return false;
      // A misspelt key is missing under its right name, too.
      case 'required':
        return (
          !/^#\/oneOf\/\d+\/required$/u.test(error.schemaPath) && !unknown.some((key) => nearest(key, [String(error.params['missingProperty'])]) !== undefined)
        );
      // A step whose kind is misspelt has no kind, too.
      case 'oneOf':
        return unknown.length === 0;
      // A value of the wrong type is none of the names, too.
      case 'enum':
      case 'const':
        return !errors.some((other) => other.keyword === 'type' && other.instancePath === error.instancePath);
      default:
        return true;
    }
  });
}

function diagnoseError(document: YamlDocument, error: ErrorObject): Diagnostic {
  const path = pathOf(error.instancePath, document.value);
  const { problem, key } = problemOf(error, path);
  const span = key === undefined ? document.span(path) : document.span([...path, key], 'key');
  return diagnose(document.source, span, problem);
}

/** The value that an error is about: of a mapping without a known kind, its kind. */
function meantBy(error: ErrorObject, value: unknown): readonly (string | number)[] {
  const path = pathOf(error.instancePath, value);
  return error.keyword === 'discriminator' ? [...path, String(error.params['tag'])] : path;
}

/** A JSON pointer as keys and list positions. */
function pathOf(pointer: string, value: unknown): readonly (string | number)[] {
  const path: (string | number)[] = [];
  let at = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at) ? Number(key) : key);
    at = Array.isArray(at) ? at[Number(key)] : isRecord(at) ? at[key] : undefined;
  }
  return path;
}
