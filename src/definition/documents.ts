import type { FromSchema } from 'json-schema-to-ts';
import type { controlsSchema } from './schemas/controls.ts';
import type { drillSchema } from './schemas/drill.ts';
import type { musterSchema } from './schemas/muster.ts';
import type { peopleSchema } from './schemas/people.ts';
import type { phiMapSchema } from './schemas/phi-map.ts';
import type { runbookFrontMatterSchema } from './schemas/runbook-front-matter.ts';
import type { stackLockSchema } from './schemas/stack-lock.ts';
import type { stackSchema } from './schemas/stack.ts';
import type { stepSchema } from './schemas/step.ts';

/** The data of each file after its schema has found nothing wrong. */
export type DrillDocument = FromSchema<typeof drillSchema>;
export type StackDocument = FromSchema<typeof stackSchema>;
export type StackLockDocument = FromSchema<typeof stackLockSchema>;
export type PhiMapDocument = FromSchema<typeof phiMapSchema>;
export type PeopleDocument = FromSchema<typeof peopleSchema>;
export type MusterDocument = FromSchema<typeof musterSchema>;
export type ControlsDocument = FromSchema<typeof controlsSchema>;
export type FrontMatter = FromSchema<typeof runbookFrontMatterSchema>;
export type StepBlock = FromSchema<typeof stepSchema>;
