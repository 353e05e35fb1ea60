import type { Catalog } from '../model/kind.ts';
import type { SchemaName } from './compose.ts';
import { diagnose, type Diagnostic, type Problem } from './diagnostic.ts';
import type { Files } from './files.ts';
import { displayPath } from './paths.ts';
import { readRunbook, type RunbookDocument } from './runbook-document.ts';
import { schemaCheck, type SchemaCheck } from './schema-check.ts';
import { readSource } from './source.ts';
import { isUndecided } from './undecided.ts';
import { isRecord, readYaml, type YamlDocument } from './yaml-document.ts';

/** What definitions are read with. */
export interface ReadingOptions {
  readonly files: Files;
  readonly catalog: Catalog;
  /** `2026-11-23`: acceptances of a risk expire. */
  readonly today: string;
  /** Messages name files relative to it. */
  readonly cwd: string;
}

/** One session of reading: every file is read once, and every diagnostic is kept once. */
export interface Reading extends ReadingOptions {
  readonly check: SchemaCheck;
  readonly diagnostics: Diagnostic[];
  /** Paths of everything that was read, absolute. */
  readonly read: Set<string>;
  readonly yaml: Map<string, YamlDocument | null>;
  readonly runbooks: Map<string, RunbookDocument | null>;
}

/** Opens a session over a set of files and a catalog of kinds. */
export function openReading(options: ReadingOptions): Reading {
  return { ...options, check: schemaCheck(options.catalog), diagnostics: [], read: new Set(), yaml: new Map(), runbooks: new Map() };
}

/** Reads one YAML file against its schema; null when there is no mapping to go on with. */
export function loadYaml(reading: Reading, path: string, schema: SchemaName): YamlDocument | null {
  const known = reading.yaml.get(path);
  if (known !== undefined) return known;
  reading.read.add(path);
  const document = readDocument(reading, path, schema);
  const usable = document !== null && isRecord(document.value) ? document : null;
  reading.yaml.set(path, usable);
  return usable;
}

/** Reads one runbook's Markdown; its blocks are checked by `check-runbook`. */
export function loadRunbook(reading: Reading, path: string): RunbookDocument | null {
  const known = reading.runbooks.get(path);
  if (known !== undefined) return known;
  reading.read.add(path);
  const source = readSource(reading.files, path, displayPath(reading.cwd, path));
  const document = 'code' in source ? null : readRunbook(source);
  reading.diagnostics.push(...('code' in source ? [source] : (document?.diagnostics ?? [])));
  reading.runbooks.set(path, document);
  return document;
}

/** Notes a problem of a document at the place of a value, or of its key; of a value that is not decided yet nothing else is said. */
export function note(reading: Reading, document: YamlDocument, at: { path: readonly (string | number)[]; part?: 'key' }, problem: Problem): void {
  if (isUndecided(document.value, at.path)) return;
  reading.diagnostics.push(diagnose(document.source, document.span(at.path, at.part ?? 'value'), problem));
}

function readDocument(reading: Reading, path: string, schema: SchemaName): YamlDocument | null {
  const source = readSource(reading.files, path, displayPath(reading.cwd, path));
  if ('code' in source) {
    reading.diagnostics.push(source);
    return null;
  }
  const document = readYaml(source);
  reading.diagnostics.push(...document.diagnostics);
  if (document.value === undefined) return null;
  if (document.value === null) {
    reading.diagnostics.push(
      diagnose(
        source,
        { start: 0, end: 1 },
        { code: 'empty', message: `is empty: a ${schema} was expected here`, hint: `Start it with \`${schema === 'stack.lock' ? 'lock' : schema}: a-name\`.` },
      ),
    );
    return null;
  }
  reading.diagnostics.push(...reading.check(schema, document));
  return document;
}
