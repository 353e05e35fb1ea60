import { auditRules } from './audit.ts';
import { completeRules } from './complete.ts';
import { encryptedRules } from './encrypted.ts';
import { freshRules } from './fresh.ts';
import type { Rule } from './rule.ts';

/** Every rule for one set, in the order in which they are shown. */
export const rules: readonly Rule[] = [...completeRules, ...freshRules, ...encryptedRules, ...auditRules];
