import type { StepDefinition } from '../model/definition.ts';
import type { Catalog, StepKind } from '../model/kind.ts';
import type { PlannedStep, SitePlan } from '../model/plan.ts';

/** Why a manual step is not executed; the report's words. */
const manualReason = 'a person does this step: they answer at the terminal, or `muster attest` completes it afterwards';

/** One step with what a person would type; the kind's own words say how close Muster's way is. */
export function plannedStep(step: StepDefinition, site: SitePlan, catalog: Catalog): PlannedStep {
  const { id, heading, kind, params, who, timeoutSeconds, plannedSeconds, attempts, retryDelaySeconds, retryWithinSeconds, onFailure, needs, line } = step;
  const described = describe(
    step,
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
    commands: described.commands,
    fidelity: described.fidelity,
    fidelityReason: described.reason,
    line,
  };
}

function describe(step: StepDefinition, site: SitePlan, kind: StepKind | undefined): ReturnType<StepKind['describe']> {
  // ParamsOf of the widened schema is not nameable; the definition was checked against this very schema.
  if (kind !== undefined) return kind.describe(step.params, site);
  return { commands: [], fidelity: 'not-executable-here', reason: manualReason };
}
