import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeakSearch } from '../../engine/stage.ts';
import { candidateText } from '../../evidence/candidate-text.ts';
import { withMembers } from '../../evidence/members.ts';
import type { JournalEvent } from '../../model/journal.ts';
import type { DrillPlan } from '../../model/plan/drill.ts';
import type { SearchingStage } from '../stage-request.ts';
import { candidateFiles, scanForLeaks } from '../scan-for-leaks.ts';

export interface RestoredScan {
  readonly events: readonly JournalEvent[];
  readonly plan: DrillPlan;
  readonly stage: SearchingStage;
  /** Where Muster's own code lies: what it says of its own is nobody's secret. */
  readonly home: string;
}

/**
 * Looks for the restored data's own values in everything that would be written, inside the mirror, before it is lowered;
 * and for what Muster typed itself. Words that stand in the definition or in Muster's own code count for nothing. Never
 * throws: what could not be searched is withheld.
 */
export async function scanRestored({ events, plan, stage, home }: RestoredScan): Promise<LeakSearch> {
  const own = await scanForLeaks(events, plan);
  try {
    const common = Buffer.from(`${JSON.stringify(plan)}\n${await ownWords(join(home, 'src'))}`);
    const { files } = await withMembers(candidateFiles(events));
    const found = await stage.searchValues(candidateText(files), candidateText(new Map([['common', common]])));
    if (found === null) return { ...own, values: 0 };
    const hits = own.hits + found.hits;
    return { ...own, values: found.values, hits, withhold: own.withhold || hits > 0 };
  } catch {
    return { ...own, values: 0, withhold: true };
  }
}

/** Muster's own texts, without the room that makes people up: their names may be real ones elsewhere. */
async function ownWords(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts') && !name.startsWith('phi'));
  return (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
}
