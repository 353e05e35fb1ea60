import { resolve } from 'node:path';
import { diskFiles } from '../definition/files.ts';
import { drillsFolder } from '../definition/paths.ts';
import { readDefinition } from '../definition/read-definition.ts';
import type { Diagnostic } from '../definition/diagnostic.ts';
import type { CommerceChoice, DrillPlan } from '../model/plan.ts';
import { compile } from '../planning/compile.ts';
import { readSettings } from '../planning/settings.ts';
import { readingOptions, type DefinitionPorts } from './definitions.ts';
import type { Io } from './io.ts';

/** The flags that change a plan. */
export interface PlanFlags {
  readonly site?: string;
  readonly commerce?: CommerceChoice;
  readonly prove?: boolean;
  readonly set?: readonly string[];
}

export interface LoadedPlan {
  readonly plan: DrillPlan;
  /** The site's folder on this host. */
  readonly siteDir: string;
}

/**
 * Reads a drill and compiles it: the plan, or what is wrong with the definition.
 * @throws {DrillError} INVALID_FLAG for a value of `--set` that does not fit.
 */
export function loadPlan(drill: string, flags: PlanFlags, io: Io, ports: DefinitionPorts): LoadedPlan | { readonly diagnostics: readonly Diagnostic[] } {
  const set = readSettings(flags.set ?? []);
  const read = readDefinition({ drill, ...(flags.site === undefined ? {} : { site: flags.site }) }, readingOptions(io, ports));
  if ('diagnostics' in read) return read;
  const { commerce, prove } = flags;
  const siteDir = resolve(drillsFolder(diskFiles, resolve(io.cwd, drill)), read.definition.site.path);
  return {
    siteDir,
    plan: compile(read.definition, ports.catalog, { set, ...(commerce === undefined ? {} : { commerce }), ...(prove === false ? { prove } : {}) }),
  };
}
