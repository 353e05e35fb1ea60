import { resolveComponent, type Component } from '../artifacts/resolve.ts';
import type { ArtifactStore } from '../artifacts/store.ts';
import { DrillError } from '../model/errors.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import type { Mirror } from '../model/ports/mirror.ts';

/** Tools that a runbook may need beside the shop itself, by the step that needs them. */
const toolOf: Readonly<Record<string, 'wp-cli'>> = { wp: 'wp-cli' };

/**
 * How the mirror gets what the plan's steps need from the artifact cache; looked for before anything of the mirror exists.
 * @throws {DrillError} ARTIFACT_UNAVAILABLE naming the step that needs what is not there.
 */
export async function toolsFor(
  { steps }: Pick<DrillPlan, 'steps'>,
  { store, siteDir, signal }: { readonly store: ArtifactStore; readonly siteDir: string; readonly signal: AbortSignal },
): Promise<Mirror['tool']> {
  const tools = new Map<string, Component>();
  for (const step of steps) {
    const slug = toolOf[step.kind];
    if (slug === undefined || tools.has(slug)) continue;
    const request = { slug, sources: [{ kind: 'artifact' as const, name: slug, version: '' }], siteDir, store, wordpress: '', version: '', signal };
    tools.set(slug, await resolveComponent(request).catch((error: unknown) => Promise.reject(missing(error, step.heading, slug))));
  }
  return async (name) => tools.get(name)?.tar() ?? Promise.reject(new DrillError('BUG', `No step of the plan said that it needs ${name}.`));
}

function missing(error: unknown, heading: string, slug: string): unknown {
  if (!(error instanceof DrillError) || error.code !== 'ARTIFACT_UNAVAILABLE') return error;
  return new DrillError('ARTIFACT_UNAVAILABLE', `The step "${heading}" needs ${slug}, and the artifact cache has none.`, {
    cause: error,
    hint: `Put it into the cache: muster artifacts add ${slug} PATH --version V (a phar's folder, or its source with vendor).`,
  });
}
