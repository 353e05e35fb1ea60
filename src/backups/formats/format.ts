import type { RecognisedSet } from '../../model/backup-source.ts';
import type { InspectOptions, SetFacts } from '../facts.ts';
import type { Survey } from '../survey.ts';

/** One backup format: how its sets are told from others, and what is checked in them. */
export interface Format {
  readonly kind: string;
  readonly title: string;
  /** Null when the files are not of this format. @throws {DrillError} BACKUP_UNKNOWN when they are, but cannot be read as a set. */
  recognise(survey: Survey): Promise<RecognisedSet | null>;
  /** Reads the set whole. Damage is a fact and not an error. @throws {DrillError} BACKUP_UNREADABLE, ABORTED */
  inspect(survey: Survey, set: RecognisedSet, options: InspectOptions): Promise<SetFacts>;
}
