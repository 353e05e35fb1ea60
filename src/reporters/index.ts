import { htmlReport } from './report/page.ts';
import type { Reporter } from './reporter.ts';
import { resultJson } from './result-json.ts';
import { summary } from './summary.ts';

/** Every file that a run writes beside its journal. */
export const reporters: readonly Reporter[] = [resultJson, htmlReport, summary];
