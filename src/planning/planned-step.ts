import type { StepDefinition } from '../model/definition.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Catalog, StepKind } from '../model/kind.ts';
import type { PlannedStep } from '../model/plan/drill.ts';
import type { SitePlan } from '../model/plan/site.ts';

/** Why a manual step is not executed; the report's words. */
const manualReason = 'a person does this step: they answer at the terminal, or `muster attest` completes it afterwards';

/** One step with what a person would type; the kind's own words say how close Muster's way is. */
export function plannedStep(step: StepDefinition, site: SitePlan, catalog: Catalog): PlannedStep {
  const { id, heading, kind, who, timeoutSeconds, plannedSeconds, attempts, retryDelaySeconds, retryWithinSeconds, onFailure, needs, line } = step;
  const params = withSite(step.params, site);
  const described = describe(
    params,
    site,
    catalog.steps.find((one) => one.kind === kind),
  );
  return {
    id,
    heading,
    kind,
    params,
    who,
    timeoutSeconds,
    plannedSeconds,
    attempts,
    retryDelaySeconds,
    retryWithinSeconds,
    onFailure,
    needs,
    ...(step.when === undefined ? {} : { when: step.when }),
    commands: described.commands,
    fidelity: described.fidelity,
    fidelityReason: described.reason,
    line,
  };
}

/** `${site.table-prefix}` in every text of `params` is the site's: so one runbook serves sites that name their tables otherwise. */
function withSite(params: JsonObject, site: SitePlan): JsonObject {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, filled(value, site)]));
}

function filled(value: Json, site: SitePlan): Json {
  if (typeof value === 'string') return value.replaceAll('${site.table-prefix}', site.tablePrefix);
  if (Array.isArray(value)) return value.map((one: Json) => filled(one, site));
  if (typeof value === 'object' && value !== null) return withSite(value as JsonObject, site);
  return value;
}

function describe(params: JsonObject, site: SitePlan, kind: StepKind | undefined): ReturnType<StepKind['describe']> {
  // ParamsOf of the widened schema is not nameable; the definition was checked against this very schema.
  if (kind !== undefined) return kind.describe(params, site);
  return { commands: [], fidelity: 'not-executable-here', reason: manualReason };
}
