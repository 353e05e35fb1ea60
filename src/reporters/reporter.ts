import type { CertificationState } from '../model/certification.ts';
import type { CorrectiveAction } from '../model/corrective.ts';
import type { PrintJob } from '../model/print-job.ts';
import type { DrillResult } from '../model/result.ts';
import type { ControlCatalogue } from '../model/controls.ts';
import type { OscalVersion } from './oscal/version.ts';

/** What a face may know beside the result; the same for every face of a run. */
export interface Given {
  /** What each citation asks for; null: the citations stand alone. */
  readonly catalogue: ControlCatalogue | null;
  /** Who certified it, verified; null: the paper is left to be signed by hand. Never under the seal: it comes after it. */
  readonly certification: CertificationState | null;
  /**
   * The register of corrective actions of all runs; null: it was not looked at. Never under the seal: it goes on after it.
   */
  readonly register: readonly CorrectiveAction[] | null;
  /** Which version of OSCAL is written; absent: the default one. */
  readonly oscalVersion?: OscalVersion;
}

/** Nothing beside the result: every face can be made from it alone. */
export const noneGiven: Given = { catalogue: null, certification: null, register: null };

interface Face {
  readonly kind: string;
  readonly title: string;
  /** Name inside the run's folder, with `/` where it lies in a folder of its own. */
  readonly file: string;
}

/** One file of a run's folder that Muster writes itself. */
export interface Reporter extends Face {
  /** Pure: the same result gives the same bytes. */
  render(result: DrillResult, given: Given): Buffer;
  /** False where the result has nothing for it, so that there is no such file; absent: there always is one. */
  applies?(result: DrillResult): boolean;
}

/** One file of a run's folder that is typeset: what is said, and by which template. */
export interface PrintedReporter extends Face {
  /** Pure, as `Reporter.render` is. */
  print(result: DrillResult, given: Given): PrintJob;
}
