import { isAbsolute, relative, sep } from 'node:path';
import type { DrillDefinition, NamedParams } from '../model/definition.ts';
import type { JsonObject } from '../model/json.ts';
import { kindOf } from './check-drill.ts';
import type { Problem } from './diagnostic.ts';
import type { DrillDocuments } from './drill-reading.ts';
import type { DrillDocument } from './documents.ts';
import { objectivesOf } from './objectives.ts';
import { runbookOf } from './normalise-runbook.ts';
import { siteOf } from './normalise-site.ts';
import { isInside } from './paths.ts';
import { valueAt } from './values.ts';
import { isRecord } from './yaml-document.ts';

/** The definition that checked documents make. A problem only when a document is missing: its diagnostic says why. */
export function definitionOf(documents: DrillDocuments): { readonly definition: DrillDefinition } | { readonly problem: Problem } {
  const { drill, site, runbook } = documents;
  if (drill === null || site === null || runbook === null) return { problem: incomplete };
  const siteDefinition = siteOf(site, documents.siteFrom, folderName(documents.root, site.place.folder));
  if (siteDefinition === null) return { problem: incomplete };
  // The schema found nothing wrong, so the data has the shape that it describes.
  const data = drill.value as DrillDocument;
  const definition: DrillDefinition = {
    id: data.drill,
    title: data.title,
    risks: data.risks ?? [],
    document: drill.value as JsonObject,
    objectives: objectivesOf(data.objectives),
    data: { seed: data.data?.seed ?? null, orders: data.data?.orders ?? null, customers: data.data?.customers ?? null },
    faults: data.fault.map(namedParams),
    incident: data.incident === undefined ? null : { detectBy: data.incident['detect-by'], declare: data.incident.declare, notify: data.incident.notify ?? [] },
    expect: data.expect.map(namedParams),
    site: siteDefinition,
    runbook: runbookOf(runbook, folderName(documents.root, runbook.source.path)),
  };
  return { definition };
}

const incomplete: Problem = { code: 'unreadable', message: 'could not be read as a whole', hint: 'Run `muster validate` on its files.' };

function namedParams(entry: unknown): NamedParams {
  const kind = kindOf(entry) ?? '';
  const params = valueAt(entry, [kind]);
  return { kind, params: isRecord(params) ? (params as JsonObject) : {} };
}

/** With `/` on every system; a folder outside the drills is named by its last part only, so that plans are portable. */
function folderName(root: string, path: string): string {
  const way = isInside(root, path) ? relative(root, path) : path;
  return (isAbsolute(way) ? way.split(sep).slice(-1) : way.split(sep)).join('/');
}
