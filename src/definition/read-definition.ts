import type { DrillDefinition } from '../model/definition.ts';
import { diagnoseFile, sortDiagnostics, type Diagnostic } from './diagnostic.ts';
import { readDrill, type DrillRequest } from './drill-reading.ts';
import { definitionOf } from './normalise.ts';
import { openReading, type ReadingOptions } from './reading.ts';

type DefinitionOutcome = { readonly definition: DrillDefinition } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a drill with its site and its runbook. All problems of all files come at once, sorted. Nothing that a
 * definition says is executed, and nothing outside the folder of the drills is read (or of the site, with `site`).
 */
export function readDefinition(request: DrillRequest, options: ReadingOptions): DefinitionOutcome {
  const reading = openReading(options);
  const documents = readDrill(reading, request);
  if (reading.diagnostics.length > 0) return { diagnostics: sortDiagnostics(reading.diagnostics) };
  const definition = definitionOf(documents);
  if ('definition' in definition) return definition;
  const display = documents.drill?.source.display ?? request.drill;
  return { diagnostics: [diagnoseFile(display, definition.problem)] };
}
