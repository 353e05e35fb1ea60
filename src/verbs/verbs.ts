import type { Command } from 'commander';
import type { CommandPorts, Io } from '../commands/io.ts';
import type { ExitCode } from '../model/errors.ts';
import { backupVerbs } from './backup.ts';
import { correctiveVerbs } from './corrective.ts';
import { drillVerbs } from './drill.ts';
import { evidenceVerbs } from './evidence.ts';
import { hostVerbs } from './host.ts';
import { yearVerbs } from './year.ts';
import { sealVerbs } from './seal.ts';
import { stackVerbs } from './stack.ts';
import { productionVerbs } from './production.ts';

/** What every group of verbs is given. */
export interface Verbs {
  /** Runs a command's function and keeps its exit code; `commander` itself knows none. */
  readonly act: (action: () => Promise<ExitCode>) => Promise<void>;
  readonly io: Io;
  readonly ports: CommandPorts;
}

/** Adds every verb; each verb's code is loaded when it is called. */
export function addVerbs(root: Command, verbs: Verbs): void {
  drillVerbs(root, verbs);
  evidenceVerbs(root, verbs);
  yearVerbs(root, verbs);
  sealVerbs(root, verbs);
  correctiveVerbs(root, verbs);
  backupVerbs(root, verbs);
  hostVerbs(root, verbs);
  stackVerbs(root, verbs);
  productionVerbs(root, verbs);
}
