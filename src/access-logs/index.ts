import type { AccessLog, AccessLogKind } from '../model/access-log.ts';
import type { AccessLogPlan } from '../model/plan/access-log.ts';
import type { Containers } from '../model/ports/containers.ts';
import type { Database } from '../model/ports/database.ts';
import { phiAccessLog } from './phi-access-log.ts';
import { simpleHistory } from './simple-history.ts';
import { sqlLog } from './sql-log.ts';
import { stream } from './stream.ts';
import { wpActivityLog } from './wp-activity-log.ts';

/** What an access log is read through. */
export interface AccessLogParts {
  readonly plan: AccessLogPlan;
  readonly database: Database;
  readonly containers: Containers;
  readonly signal: AbortSignal;
}

const kinds: Readonly<Record<AccessLogKind, (parts: AccessLogParts) => AccessLog>> = {
  'phi-access-log': phiAccessLog,
  'wp-activity-log': wpActivityLog,
  'simple-history': simpleHistory,
  stream,
  sql: sqlLog,
};

/** The site's access log, as its stack.yaml names it. */
export function openAccessLog(parts: AccessLogParts): AccessLog {
  return kinds[parts.plan.kind](parts);
}
