import type { Catalog } from './model/kind.ts';
import { assertions } from './assertions/index.ts';
import { faults } from './faults/index.ts';
import { steps } from './runbook/index.ts';
import { watchers } from './watchers/index.ts';

/** Everything that a definition can name, in one value. */
export const catalog: Catalog = { faults, steps, assertions, watchers };
