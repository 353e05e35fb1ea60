import { isAlias, isMap, isPair, isScalar, parseDocument, visit, type Document, type YAMLError } from 'yaml';
import { diagnose, type Diagnostic, type Problem, type Span, type Source } from './diagnostic.ts';

/** Where the text of a document stands in its file: a runbook holds several. */
export interface Region {
  readonly text: string;
  /** Offset in the file of an offset in `text`. */
  toFile(offset: number): number;
}

/** A YAML text as data, with the place of everything in it. */
export interface YamlDocument {
  readonly source: Source;
  /** Plain JSON; undefined when the text could not be read as YAML. */
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** The place of a value, or of its key; the nearest parent's when it does not exist. */
  span(path: readonly (string | number)[], part?: 'key' | 'value'): Span;
}

/** Nesting and aliases that no definition needs; beyond them a small text becomes a large value. */
const limits = { depth: 32, aliases: 16, expanded: 100, errors: 10 } as const;

/** Reads one YAML 1.2 document. Never throws; custom tags, duplicate keys and keys that are not text are errors. */
export function readYaml(source: Source, region: Region = wholeFile(source)): YamlDocument {
  const tooDeep = deepPlace(region.text);
  if (tooDeep !== null) return failed(source, region, { start: tooDeep, end: tooDeep + 1 }, deepProblem);
  const document = parse(region.text);
  if (document === null) return failed(source, region, { start: 0, end: 1 }, deepProblem);
  const at = (start: number, end: number): Span => ({ start: region.toFile(start), end: region.toFile(end) });
  const errors = yamlErrors(document).map((error) =>
    yamlDiagnostic(error, region.text, (span, problem) => diagnose(source, at(span.start, span.end), problem)),
  );
  const span: YamlDocument['span'] = (path, part = 'value') => {
    const [start, end] = rangeOf(document, path, part);
    return at(start, end);
  };
  if (yamlErrors(document).some((error) => error.code !== 'DUPLICATE_KEY'))
    return { source, value: undefined, diagnostics: errors.slice(0, limits.errors), span };
  const structure = checkStructure(document);
  if (structure !== null) return { source, value: undefined, diagnostics: [...errors, diagnose(source, at(...structure.range), structure.problem)], span };
  return { source, value: document.toJS({ maxAliasCount: limits.expanded }), diagnostics: errors.slice(0, limits.errors), span };
}

/** True for data that a mapping gives. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const deepProblem: Problem = {
  code: 'too-deep',
  message: `is nested deeper than ${limits.depth} levels`,
  hint: 'No definition needs that: look for unclosed brackets.',
};

function wholeFile(source: Source): Region {
  return { text: source.text, toFile: (offset) => offset };
}

function failed(source: Source, region: Region, span: Span, problem: Problem): YamlDocument {
  const place = { start: region.toFile(span.start), end: region.toFile(span.end) };
  return { source, value: undefined, diagnostics: [diagnose(source, place, problem)], span: () => place };
}

function parse(text: string): Document | null {
  try {
    return parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true, strict: true, stringKeys: true, prettyErrors: false, logLevel: 'error' });
  } catch {
    return null;
  }
}

/** Offset of the bracket or dash that nests too deep; asked before parsing, which is recursive. */
function deepPlace(text: string): number | null {
  let open = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]{}]/gu)) {
    if (bracket === '[' || bracket === '{') open += 1;
    else open = Math.max(0, open - 1);
    if (open > limits.depth * 2) return index;
  }
  const dashes = /^[ \t]*(?:[-?:][ \t]+){33}/mu.exec(text);
  return dashes === null ? null : dashes.index;
}

/** Warnings are about tags that YAML 1.2's core schema does not know; here they are errors. */
function yamlErrors(document: Document): readonly YAMLError[] {
  return [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
}

function yamlDiagnostic(error: YAMLError, text: string, found: (span: Span, problem: Problem) => Diagnostic): Diagnostic {
  const [start, end] = error.pos;
  if (error.code !== 'DUPLICATE_KEY') return found({ start, end }, yamlProblem(error));
  const key = /^[^:\n]+/u.exec(text.slice(start))?.[0].trim() ?? '';
  return found(
    { start, end: start + key.length },
    { code: 'duplicate-key', message: `the key "${key}" stands twice in the same mapping`, hint: 'Keep one of the two.' },
  );
}

function yamlProblem(error: YAMLError): Problem {
  if (error.code === 'TAB_AS_INDENT') return { code: 'yaml', message: 'a tab cannot indent YAML', hint: 'Indent with spaces.' };
  const [first] = error.message.split('\n');
  return {
    code: 'yaml',
    message: `not valid YAML: ${first ?? error.code}`,
    hint:
      (/end with a/u.test(first ?? '') ? hints['MISSING_CHAR'] : hints[error.code]) ?? 'Mend the line; quotes, brackets and indentation are the usual causes.',
  };
}

const hints: Readonly<Record<string, string>> = {
  BAD_INDENT: 'Indent the lines of one mapping or list alike.',
  MISSING_CHAR: 'Close what was opened: a quote, a bracket or a brace.',
  MULTIPLE_DOCS: 'One file holds one document: remove the line `---`.',
  TAG_RESOLVE_FAILED: 'Remove the tag (the word that starts with `!`).',
  NON_STRING_KEY: 'Keys are plain text.',
};

interface Structure {
  readonly range: readonly [number, number];
  readonly problem: Problem;
}

function checkStructure(document: Document): Structure | null {
  let found: Structure | null = null;
  let aliases = 0;
  visit(document, (_, node, path) => {
    const range = rangeOfNode(node);
    if (path.filter((parent) => !isPair(parent)).length > limits.depth) found = { range, problem: deepProblem };
    if (isAlias(node)) aliases += 1;
    if (aliases > limits.aliases) found = { range, problem: aliasProblem };
    return found === null ? undefined : visit.BREAK;
  });
  if (found !== null || aliases === 0) return found;
  try {
    document.toJS({ maxAliasCount: limits.expanded });
    return null;
  } catch {
    let first: readonly [number, number] = [0, 1];
    visit(document, {
      Alias: (_, alias) => {
        first = rangeOfNode(alias);
        return visit.BREAK;
      },
    });
    return { range: first, problem: aliasProblem };
  }
}

const aliasProblem: Problem = {
  code: 'too-many-aliases',
  message: `more than ${limits.aliases} aliases, or aliases of aliases: a small text would become a large value`,
  hint: 'Write the values out.',
};

function rangeOf(document: Document, path: readonly (string | number)[], part: 'key' | 'value'): readonly [number, number] {
  for (let length = path.length; length >= 0; length -= 1) {
    const parent: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === path[length - 1]) : undefined;
    // A value inside a longer path that is missing is shown at its parent's key, which is short.
    if (pair && (part === 'key' || length < path.length)) return rangeOfNode(pair.key);
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range = rangeOfNode(node);
    if (range[1] > 0) return range;
    if (pair) return rangeOfNode(pair.key);
  }
  return [0, 1];
}

function rangeOfNode(node: unknown): readonly [number, number] {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return [0, 0];
  const [start, end] = node.range as readonly unknown[];
  return typeof start === 'number' && typeof end === 'number' ? [start, end] : [0, 0];
}
