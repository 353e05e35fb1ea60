import type { ErrorObject } from 'ajv/dist/2020.js';
import { stepKeys } from './compose.ts';
import type { Problem } from './diagnostic.ts';
import { nameList, nearest } from './nearest.ts';
import { stepSchema } from './schemas/step.ts';
import { isRecord } from './yaml-document.ts';

/** A schema error in an operator's words; `key` is the key of the value that is meant, when it is one too many. */
interface FoundProblem {
  readonly problem: Problem;
  readonly key?: string;
}

type Path = readonly (string | number)[];

/** Where kinds are named, by the key of their list. */
const kindWords: Readonly<Record<string, string>> = { fault: 'fault', expect: 'assertion' };

/** Turns an error of Ajv into a problem. Every keyword that our schemas use has its own words. */
export function problemOf(error: ErrorObject, path: Path): FoundProblem {
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error, path);
    case 'required':
      return { problem: missingKey(error, path) };
    case 'enum':
      return { problem: wrongName(error, path) };
    case 'const':
      return { problem: wrongValue(error, path, `must be ${JSON.stringify(error.params['allowedValue'])}`) };
    case 'discriminator':
      return { key: String(error.params['tag']), problem: wrongDiscriminator(error, path) };
    case 'type':
      return { problem: wrongType(error, path) };
    case 'not':
      return {
        problem: {
          code: 'needs-parameters',
          message: `${String(error.data)} needs parameters`,
          hint: `Write \`${String(error.data)}: { … }\` with its parameters.`,
        },
      };
    case 'oneOf':
      return { problem: wrongStep(error) };
    case 'minItems':
      return {
        problem: {
          code: 'wrong-value',
          message: `${label(path)} must not be empty: ${described(error) ?? 'it is a list'}`,
          hint: 'Add an item, on a line that starts with `- `.',
        },
      };
    case 'uniqueItems':
      return { problem: { code: 'duplicate', message: `${label(path)} names the same thing twice`, hint: 'Keep one of the two.' } };
    case 'maxProperties':
      return {
        problem: {
          code: 'wrong-value',
          message: `${label(path)} holds ${Object.keys(isRecord(error.data) ? error.data : {}).join(' and ')}: only one may stand here`,
          hint: 'Give each its own line that starts with `- `.',
        },
      };
    default:
      return { problem: wrongValue(error, path, `must be ${described(error) ?? 'another value'}`) };
  }
}

function unknownKey(error: ErrorObject, path: Path): FoundProblem {
  const key = String(error.params['additionalProperty']);
  const known = Object.keys(propertiesOf(error));
  const meant = nearest(key, known);
  const kind = kindAt(path);
  const word = error.parentSchema?.['$id'] === stepSchema.$id ? 'unknown step or key' : 'unknown key';
  const what = kind === null ? `${word} "${key}"${path.length === 0 ? '' : ` in ${label(path)}`}` : `unknown ${kind} "${key}"`;
  return { key, problem: { code: kind === null ? 'unknown-key' : 'unknown-kind', message: what, hint: didYouMean(meant, known), nearest: meant } };
}

function missingKey(error: ErrorObject, path: Path): Problem {
  const key = String(error.params['missingProperty']);
  const where = path.length === 0 ? 'the file' : label(path);
  return { code: 'missing-key', message: `${where} needs the key "${key}"`, hint: `Add \`${key}:\`${hintOf(error, key)}.` };
}

function hintOf(error: ErrorObject, key: string): string {
  const schema = propertiesOf(error)[key];
  const text = isRecord(schema) ? schema['description'] : undefined;
  return typeof text === 'string' ? `, ${text}` : '';
}

function wrongName(error: ErrorObject, path: Path): Problem {
  const allowed: readonly string[] = Array.isArray(error.params['allowedValues']) ? error.params['allowedValues'].map(String) : [];
  const given = String(error.data);
  const meant = typeof error.data === 'string' ? nearest(given, allowed) : undefined;
  const kind = kindAt(path);
  if (kind !== null) return { code: 'unknown-kind', message: `unknown ${kind} "${given}"`, hint: didYouMean(meant, allowed), nearest: meant };
  if (path.at(-1) === 'detect-by')
    return { code: 'unknown-kind', message: `detect-by must be a watcher, not ${shown(error.data)}`, hint: didYouMean(meant, allowed), nearest: meant };
  return {
    code: 'wrong-value',
    message: `${label(path)} must be ${oneOf(allowed)}, not ${shown(error.data)}`,
    hint: didYouMean(meant, allowed),
    nearest: meant,
  };
}

function wrongDiscriminator(error: ErrorObject, path: Path): Problem {
  const allowed = ['field', 'tablespace', 'volume', 'none'];
  const given = error.params['tagValue'];
  const meant = typeof given === 'string' ? nearest(given, allowed) : undefined;
  return {
    code: 'wrong-value',
    message: `${label(path)}.${String(error.params['tag'])} must be ${oneOf(allowed)}, not ${shown(given)}`,
    hint: didYouMean(meant, allowed),
    nearest: meant,
  };
}

function wrongType(error: ErrorObject, path: Path): Problem {
  const type = String(error.params['type']);
  const expected = described(error) ?? typeWords[type] ?? type;
  const where = path.length === 0 ? 'the file' : label(path);
  const hint =
    type === 'object' && error.data === null
      ? 'Write `{}` after the colon when there is nothing to say, or leave the colon out.'
      : (examples[type] ?? 'Mend the value.');
  return { code: 'wrong-type', message: `${where} must be ${expected}, not ${wordFor(error.data)}`, hint };
}

function wrongStep(error: ErrorObject): Problem {
  const kinds = Object.keys(isRecord(error.data) ? error.data : {});
  const known = Object.keys(propertiesOf(error)).filter((name) => !stepKeys.includes(name));
  return {
    code: 'step',
    message: 'a step says exactly one thing to run',
    hint: `Name one of ${nameList(
      known.filter((name) => !kinds.includes(name)),
      40,
    )}; a second one is a second heading.`,
  };
}

function wrongValue(error: ErrorObject, path: Path, expected: string): Problem {
  return { code: 'wrong-value', message: `${label(path)} ${expected}, not ${shown(error.data)}`, hint: 'Mend the value.' };
}

function described(error: ErrorObject): string | undefined {
  const text: unknown = error.parentSchema?.['description'];
  return typeof text === 'string' ? text : undefined;
}

function propertiesOf(error: ErrorObject): Readonly<Record<string, unknown>> {
  const properties: unknown = error.parentSchema?.['properties'];
  return isRecord(properties) ? properties : {};
}

function kindAt(path: Path): string | null {
  return path.length === 2 && typeof path[1] === 'number' ? (kindWords[String(path[0])] ?? null) : null;
}

function didYouMean(meant: string | undefined, known: readonly string[]): string {
  if (meant !== undefined) return `Did you mean "${meant}"?`;
  return known.length === 0 ? 'Nothing may stand here.' : `Known here: ${nameList(known, 40)}.`;
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? String(names[0]) : `one of ${nameList(names)}`;
}

/** `fault[0].lose-volume.service`: list positions from 0, as JSON Pointer counts them. */
function label(path: Path): string {
  if (path.length === 0) return 'the value';
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  return typeof value === 'object' && value !== null ? wordFor(value) : String(value);
}

function wordFor(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `the text ${shown(value)}` : String(value);
}

const typeWords: Readonly<Record<string, string>> = {
  object: 'a mapping of keys to values',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

const examples: Readonly<Record<string, string>> = {
  object: 'Write `key: value` lines, or { key: value }.',
  array: 'Write a list: one item a line, each after `- `.',
  string: 'Put the value into quotes.',
};
