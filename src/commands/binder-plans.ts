import { join, resolve } from 'node:path';
import { diskFiles } from '../definition/files.ts';
import { readSiteDefinition } from '../definition/read-site.ts';
import type { BinderPlan } from '../documents/binder/binder-input.ts';
import { DrillError } from '../model/errors.ts';
import { readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { planDocument } from './plan-document.ts';

interface Wanted {
  /** Ids of the sites that were drilled. */
  readonly sites: readonly string[];
  /** Folder of drills. */
  readonly drills: string;
  /** The folder of the only site that is asked for. */
  readonly site?: string;
  readonly maxAge: string;
  /** The date on the plan. */
  readonly at: string;
}

/**
 * The written plan of each site, as its files stand now. A site without a folder below the drills, or with one that is not
 * valid, has none, and why; what is not valid was printed then.
 */
export async function plansOf({ sites, site, drills, maxAge, at }: Wanted, io: Io, ports: CommandPorts): Promise<readonly BinderPlan[]> {
  const folders = siteFolders(drills, site, io, ports);
  const plans: BinderPlan[] = [];
  for (const id of sites.toSorted()) {
    const folder = folders.get(id);
    if (folder === undefined) plans.push(none(id, `there is no site ${id} in ${drills}/sites that can be read.`));
    else
      plans.push(
        await planDocument(folder, { maxAge, at }, io, ports).catch((error: unknown): BinderPlan => {
          if (error instanceof DrillError && error.code === 'INVALID_DEFINITION') return none(id, 'its definitions are not valid: muster docs says why.');
          throw error;
        }),
      );
  }
  return plans;
}

function none(site: string, why: string): BinderPlan {
  return { site, why, document: null, digest: { plan: null, site: null, drills: [] } };
}

/** The folder of each site by its id. */
function siteFolders(drills: string, site: string | undefined, io: Io, ports: CommandPorts): ReadonlyMap<string, string> {
  const sites = resolve(io.cwd, drills, 'sites');
  const candidates = site === undefined ? diskFiles.list(sites).map((name) => join(sites, name)) : [resolve(io.cwd, site)];
  return new Map(
    candidates
      .filter((folder) => diskFiles.kind(join(folder, 'stack.yaml')) === 'file')
      .flatMap((folder) => {
        const read = readSiteDefinition(folder, readingOptions(io, ports));
        return 'site' in read ? [[read.site.id, folder] as const] : [];
      }),
  );
}
