import { basename, resolve } from 'node:path';
import { readSize } from '../backups/ceiling.ts';
import { diskFiles } from '../definition/files.ts';
import { drillsFolder } from '../definition/paths.ts';
import { readDefinition } from '../definition/read-definition.ts';
import type { Diagnostic } from '../definition/diagnostic.ts';
import { readWhere, type Where } from '../fetcher/where.ts';
import type { CommerceChoice, DrillPlan } from '../model/plan/drill.ts';
import { compile } from '../planning/compile.ts';
import { readSettings } from '../planning/settings.ts';
import { instantOf } from './backup-expectations.ts';
import { readingOptions, type DefinitionPorts } from './definitions.ts';
import type { Io } from './io.ts';

/** The flags that change a plan. */
export interface PlanFlags {
  readonly site?: string;
  readonly commerce?: CommerceChoice;
  readonly prove?: boolean;
  readonly set?: readonly string[];
  /** Where a production backup lies: a folder, rclone:REMOTE:PATH or restic:REPOSITORY. */
  readonly backup?: string;
  /** What a file of that backup may unpack to, e.g. 500G. */
  readonly unpackedLimit?: string;
  /** RFC 3339: from when the loss of records counts; default the run's start. */
  readonly asOf?: string;
  /** The baseline of production that the restored data are compared with. */
  readonly baseline?: string;
}

export interface LoadedPlan {
  readonly plan: DrillPlan;
  /** The folder that holds the drill, its sites and its controls. */
  readonly drillsDir: string;
  /** The site's folder on this host. */
  readonly siteDir: string;
  /** Where the data come from; null: synthetic. */
  readonly backup: Where | null;
  /** Bytes that a file of it may unpack to, where the user said so. */
  readonly unpackedLimit?: number;
}

/**
 * Reads a drill and compiles it: the plan, or what is wrong with the definition.
 * @throws {DrillError} INVALID_FLAG for a value of `--set` that does not fit.
 */
export function loadPlan(named: string, flags: PlanFlags, io: Io, ports: DefinitionPorts): LoadedPlan | { readonly diagnostics: readonly Diagnostic[] } {
  const drill = drillFile(named, io);
  const set = readSettings(flags.set ?? []);
  const read = readDefinition({ drill, ...(flags.site === undefined ? {} : { site: flags.site }) }, readingOptions(io, ports));
  if ('diagnostics' in read) return read;
  const { commerce, prove } = flags;
  const backup = flags.backup === undefined ? null : readWhere(flags.backup, io.cwd);
  const given =
    backup === null
      ? {}
      : {
          backup: {
            where: backup.title,
            asOf: flags.asOf === undefined ? null : instantOf(flags.asOf),
            baseline: flags.baseline === undefined ? null : basename(flags.baseline),
          },
        };
  const drillsDir = drillsFolder(diskFiles, resolve(io.cwd, drill));
  return {
    drillsDir,
    siteDir: resolve(drillsDir, read.definition.site.path),
    backup,
    ...(flags.unpackedLimit === undefined ? {} : { unpackedLimit: readSize(flags.unpackedLimit, '--unpacked-limit') }),
    plan: compile(read.definition, ports.catalog, { set, ...(commerce === undefined ? {} : { commerce }), ...(prove === false ? { prove } : {}), ...given }),
  };
}

/** A drill may be named without its ending: `drills/database-loss`. What is not there is for reading to say. */
function drillFile(named: string, { cwd }: Io): string {
  const there = (path: string): boolean => diskFiles.kind(resolve(cwd, path)) === 'file';
  return !there(named) && there(`${named}.yaml`) ? `${named}.yaml` : named;
}
