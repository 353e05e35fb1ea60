import { testResult } from './intoto.ts';
import { junit } from './junit.ts';
import { oscalPlan } from './oscal/assessment-plan.ts';
import { oscalResults } from './oscal/assessment-results.ts';
import { oscalPoam } from './oscal/poam.ts';
import { htmlReport } from './report/page.ts';
import type { Reporter } from './reporter.ts';
import { resultJson } from './result-json.ts';
import { summary } from './summary.ts';

/** Every file that Muster writes itself beside a run's journal; `faces.ts` has all faces of a result. */
export const reporters: readonly Reporter[] = [resultJson, htmlReport, summary, junit, testResult, oscalPlan, oscalResults, oscalPoam];
