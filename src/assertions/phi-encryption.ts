import { DrillError } from '../model/errors.ts';
import { defineAssertion } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { clearTextGaps, findInClear } from './clear-text.ts';
import { exposeOne, fieldTables, firstWithFields, lookAtFields, openFields } from './field-encryption.ts';
import { escrowRing } from './key-places.ts';
import { judged, noSample } from './reading.ts';
import { workOnCopies } from './table-copy.ts';
import { decryptTable, lookAtTablespaces, tablespaceTables } from './tablespace-encryption.ts';

interface Captured {
  readonly keyIds: readonly string[];
}

/**
 * What the PHI map says of each table's protection is so. Fields: ciphertext under keys known at the backup or to escrow; a
 * sample (with `deep` all of them) opens with the key the shop holds now, and with no other key nor as another record's.
 * Tablespaces: the mirror's are encrypted, and its redo log with them, as MariaDB itself reports; says nothing of production's.
 * Accepted risks: not expired at this instant. And no canary token, where any was planted, is readable in the database,
 * the shop's files or the server's logs. Does not look at volumes that are encrypted from outside, nor at who keeps the
 * keys: both are attested.
 */
export const phiEncryption = defineAssertion({
  kind: 'phi-encryption',
  title: 'Protected PHI is encrypted, and the restored key opens it',
  controls: ['164.312(a)(2)(iv)', '164.308(a)(7)(ii)(A)'],
  requirements: ['R4', 'R7', 'R14'],
  needsProtection: ['field', 'tablespace'],
  params: { type: 'object', additionalProperties: false, properties: { deep: { type: 'boolean', description: 'true opens every value, not a sample' } } },
  example: { deep: true },
  capture: async (_params, context): Promise<Captured> => ({ keyIds: [...(await lookAtFields(context)).keyIds] }),
  async check({ deep = false }, context) {
    const fields = await lookAtFields(context);
    const unknownKeys = await countUnknown(context, fields.keyIds);
    const opened = await openFields(context, deep);
    const spaces = await lookAtTablespaces(context);
    const expired = expiredTables(context);
    const inClear = await findInClear(context);
    const counts = {
      values: fields.values,
      plain: fields.plain,
      unknownKeys,
      tried: opened.tried,
      failed: opened.failed,
      openedForAnother: opened.forAnother,
      openedWithWrongKey: opened.withWrongKey ?? 0,
      tablespaces: spaces.tables,
      tablespacesInClear: spaces.inClear.length + (spaces.redoInClear ? 1 : 0),
      expired: expired.length,
      ...(inClear === null ? {} : { inClear: inClear.values, filesInClear: inClear.files }),
    };
    const wanted = fieldTables(context);
    const said = {
      expected: expectedOf(wanted.length, spaces.tables),
      actual: [
        ...(wanted.length === 0 ? [] : [fieldWords(counts, opened.withWrongKey === null)]),
        ...(spaces.tables === 0
          ? []
          : [`${spaces.inClear.length} of the mirror's ${spaces.tables} tablespaces in clear, redo log ${spaces.redoInClear ? 'in clear' : 'encrypted'}`]),
        ...(expired.length === 0 ? [] : [`the accepted risk has expired for ${expired.join(', ')}`]),
        inClear === null
          ? 'canaries in clear not looked for: none was planted'
          : `${inClear.values} canaries in clear in the database, in ${inClear.files} files`,
      ].join('; '),
      counts,
      evidence: [...wanted.map(({ table }) => `table ${table}`), ...tablespaceTables(context).map(({ table }) => `tablespace of ${table}`)],
      notProven: gapsOf(context, spaces.tables),
    };
    const wrong = counts.plain + unknownKeys + opened.failed + opened.forAnother + counts.openedWithWrongKey + (inClear?.values ?? 0) + (inClear?.files ?? 0);
    if (wrong + counts.tablespacesInClear + expired.length > 0) return judged(false, said);
    if (spaces.tables === 0 && opened.tried === 0) return noSample({ ...said, actual: `nothing was there to be looked at; ${said.actual}` });
    return judged(wanted.length === 0 || opened.tried > 0, said);
  },
  async sabotage(_params, context) {
    const { database } = context.mirror;
    const field = await firstWithFields(context);
    if (field !== null) {
      const copies = await workOnCopies(database, [field.table]);
      await exposeOne(database, field);
      return { what: 'one protected field left in clear (the key itself was not touched)', undo: () => copies.undo() };
    }
    const [space] = tablespaceTables(context);
    if (space === undefined)
      throw new DrillError('INVALID_DEFINITION', 'The PHI map protects no field and no tablespace: phi-encryption has nothing to prove.');
    const copies = await workOnCopies(database, [space.table]);
    const decrypted = await decryptTable(database, space);
    return {
      what: "one table's encryption taken away",
      async undo() {
        await copies.undo();
        await decrypted.undo();
      },
    };
  },
});

/** Keys known neither at the backup nor to escrow: a key that came by rotation since is in escrow, or it is nobody's. */
async function countUnknown(context: RunContext & { readonly reference: Captured }, keyIds: ReadonlySet<string>): Promise<number> {
  const since = [...keyIds].filter((id) => !context.reference.keyIds.includes(id));
  if (since.length === 0) return 0;
  const ring = await escrowRing(context);
  return since.filter((id) => ring?.keys.every((key) => key.id !== id) ?? true).length;
}

function expectedOf(fieldTablesWanted: number, tablespaces: number): string {
  const fields = fieldTablesWanted === 0 ? [] : ['every protected field is ciphertext, and the key in place opens it for its own record only'];
  const spaces = tablespaces === 0 ? [] : ["the mirror's own tablespaces are encrypted"];
  return [...fields, ...spaces, 'no canary that was planted is readable anywhere else'].join('; ');
}

/** What a look at a mirror leaves open of production's encryption. */
function gapsOf(context: RunContext, tablespaces: number): readonly string[] {
  const untried = fieldTables(context).filter(({ protection }) => protection.call !== undefined);
  return [
    ...(tablespaces === 0 ? [] : ["Production's own tablespaces: the mirror encrypts whatever is imported, so it shows nothing of them."]),
    ...(untried.length === 0
      ? []
      : [`That no other key opens the fields of ${untried.map(({ table }) => table).join(', ')}: the site's plugin takes none, so no wrong key was tried.`]),
    ...clearTextGaps(context),
  ];
}

/** Tables whose risk was accepted until a day that is over at this instant. */
function expiredTables({ plan, clock }: RunContext): readonly string[] {
  const today = clock.now().slice(0, 10);
  return plan.site.phiMap.tables.flatMap(({ table, protection }) => (protection.kind === 'none' && protection.expires.slice(0, 10) < today ? [table] : []));
}

type Counts = Readonly<Record<'values' | 'plain' | 'unknownKeys' | 'failed' | 'tried' | 'openedForAnother' | 'openedWithWrongKey', number>>;

function fieldWords(counts: Counts, noOtherKey: boolean): string {
  const opened = `${counts.failed} of ${counts.tried} tried values did not open, ${counts.openedForAnother} opened for another record`;
  const wrongKey = noOtherKey ? 'no wrong key was tried' : `${counts.openedWithWrongKey} with a wrong key`;
  return `${counts.values} protected values, ${counts.plain} not ciphertext, ${counts.unknownKeys} unknown key ids, ${opened}, ${wrongKey}`;
}
