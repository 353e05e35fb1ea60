import { code, type Words } from '../../src/model/markdown.ts';

/** The part of JSON Schema that our own schemas use. */
export interface SchemaNode {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
}

/** What a value may be, in words: its own description where it has one, otherwise derived. */
function valueWords(node: SchemaNode): Words {
  if (node.enum !== undefined) return node.enum.flatMap((value, index) => [...(index === 0 ? [] : [', ']), code(String(value))]);
  if (node.const !== undefined) return [code(String(node.const))];
  if (node.description !== undefined) return node.description;
  if (node.items !== undefined) return ['a list of: ', ...wordsList(valueWords(node.items))];
  const choices = node.oneOf ?? node.anyOf;
  if (choices !== undefined) return choices.flatMap((choice, index) => [...(index === 0 ? [] : [' or ']), ...wordsList(valueWords(choice))]);
  return typeWords(node);
}

function typeWords(node: SchemaNode): Words {
  if (node.pattern !== undefined) return ['text matching ', code(node.pattern)];
  if (node.format !== undefined) return `a ${node.format}`;
  if (node.properties !== undefined)
    return ['a mapping of ', ...Object.keys(node.properties).flatMap((key, index) => [...(index === 0 ? [] : [', ']), code(key)])];
  const type = typeof node.type === 'string' ? node.type : (node.type ?? ['anything']).join(' or ');
  const range = [...(node.minimum === undefined ? [] : [`at least ${node.minimum}`]), ...(node.maximum === undefined ? [] : [`at most ${node.maximum}`])];
  return range.length === 0 ? type : `${type}, ${range.join(', ')}`;
}

/** Rows of a table: key, whether it must be there, what it may be. */
export function propertyRows(node: SchemaNode): readonly (readonly Words[])[] {
  return Object.entries(node.properties ?? {}).map(([key, value]) => [
    [code(key)],
    node.required?.includes(key) === true ? 'required' : value.default === undefined ? '' : ['default ', code(String(value.default))],
    valueWords(value),
  ]);
}

/** `text` between backticks as code. */
export function withCode(text: string): Words {
  return text.split('`').map((part, index) => (index % 2 === 1 ? code(part) : part));
}

function wordsList(words: Words): readonly Exclude<Words, string>[number][] {
  return typeof words === 'string' ? [words] : words;
}
