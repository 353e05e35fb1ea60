import type { RunContext } from '../model/ports/run-context.ts';
import { workOnCopies } from './table-copy.ts';

/**
 * Puts the access log aside as a whole, its tables and its off-box copy, so that what a sabotage and the reads of its
 * check leave behind can be taken back exactly.
 */
export async function keepLog({ mirror, accessLog }: RunContext, tables: readonly string[] = []): Promise<{ undo(): Promise<void> }> {
  const copies = await workOnCopies(mirror.database, [...accessLog.tables, ...tables]);
  const offBox = (await accessLog.offBox?.keep()) ?? null;
  return {
    async undo() {
      await copies.undo();
      await offBox?.undo();
    },
  };
}
