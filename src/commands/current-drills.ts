import { join, relative, resolve } from 'node:path';
import { ArtifactStore, cacheDir } from '../artifacts/store.ts';
import { diskFiles } from '../definition/files.ts';
import { listDrills } from '../definition/list-drills.ts';
import type { Diagnostic } from '../definition/diagnostic.ts';
import type { DrillNow } from '../history/cadence.ts';
import { digestsOf, type MadeOf } from '../history/past-run.ts';
import { digestOf } from '../model/digest.ts';
import { DrillError } from '../model/errors.ts';
import type { ControlCatalogue } from '../model/controls.ts';
import { variantOf } from '../model/variant.ts';
import { imageChains, layersOf } from '../stack/image-layers.ts';
import { readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { loadPlan, type LoadedPlan } from './load-plan.ts';
import { componentsOf, listed } from './site-components.ts';

/** Which sites the drills are looked at on: each drill's own, one, or every site of the folder. */
export interface SiteChoice {
  readonly site?: string;
  readonly allSites?: boolean;
}

export interface CurrentDrills {
  readonly drills: readonly DrillNow[];
  readonly diagnostics: readonly Diagnostic[];
  readonly undocumented: readonly { readonly drill: string; readonly site: string }[];
}

/** The drills of a folder as they stand today. Nothing is run and no engine is asked. */
export async function currentDrills(
  folder: string,
  choice: SiteChoice & { readonly catalogue: ControlCatalogue },
  io: Io,
  ports: CommandPorts,
): Promise<CurrentDrills> {
  const listing = listDrills(folder, readingOptions(io, ports));
  const found: { drills: DrillNow[]; diagnostics: Diagnostic[]; undocumented: { drill: string; site: string }[] } = {
    drills: [],
    diagnostics: [...listing.diagnostics],
    undocumented: [],
  };
  const made = new Map<string, MadeOf>();
  for (const { path, id } of listing.drills) {
    for (const site of sitesFor(folder, choice, io)) {
      io.signal.throwIfAborted();
      const loaded = loadPlan(path, site === null ? {} : { site }, io, ports);
      if ('plan' in loaded) found.drills.push(await drillNow(loaded, { made, controls: digestOf(choice.catalogue) }, io, ports));
      else if (site !== null && cannotHappen(loaded.diagnostics)) continue;
      else if (site !== null && choice.allSites === true && lacksRunbook(loaded.diagnostics))
        found.undocumented.push({ drill: id, site: relative(io.cwd, site) });
      else found.diagnostics.push(...loaded.diagnostics);
    }
  }
  return found;
}

/** null: the drill's own. */
function sitesFor(folder: string, { site, allSites }: SiteChoice, io: Io): readonly (string | null)[] {
  if (allSites !== true) return [site ?? null];
  const sites = resolve(io.cwd, folder, 'sites');
  return diskFiles
    .list(sites)
    .map((name) => join(sites, name))
    .filter((path) => diskFiles.kind(join(path, 'stack.yaml')) === 'file');
}

/** The site's stack says, with a reason, that the drill cannot happen to it (`not-here`), and nothing else is wrong. */
export function cannotHappen(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.every(({ code }) => code === 'not-here');
}

/** The site does not have the drill's runbook, and nothing else is wrong. */
export function lacksRunbook(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.every(({ code, message }) => code === 'missing-file' && message.startsWith('the runbook'));
}

async function drillNow(
  loaded: LoadedPlan,
  known: { readonly made: Map<string, MadeOf>; readonly controls: DrillNow['digests']['controls'] },
  io: Io,
  ports: CommandPorts,
): Promise<DrillNow> {
  const { plan, siteDir } = loaded;
  const key = `${siteDir} ${plan.commerce} ${plan.commerceVersion}`;
  const madeOf = known.made.get(key) ?? (await madeNow(loaded, io, ports));
  known.made.set(key, madeOf);
  return { drill: plan.drill.id, title: plan.drill.title, site: plan.site.id, digests: digestsOf(plan, known.controls), madeOf };
}

/** What a mirror of today would be made of, as far as this host can tell. */
async function madeNow({ plan, siteDir }: LoadedPlan, io: Io, ports: CommandPorts): Promise<MadeOf> {
  const { chains } = imageChains({ dir: join(ports.home, 'images'), layers: layersOf(variantOf(plan.site)) });
  const images = [...chains].map(([service, chain]) => ({ service, tag: chain.at(-1)?.tag ?? '' }));
  try {
    const found = await componentsOf({ ...plan, siteDir, home: ports.home, store: new ArtifactStore(cacheDir(ports.env)), signal: io.signal });
    return { images, components: listed(found).map(({ kind, slug, version, digest }) => ({ kind, slug, version, digest })) };
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    io.err(`${plan.site.id}: whether its plugins changed cannot be told here: ${error.message}`);
    return { images, components: null };
  }
}
