import { randomBytes } from 'node:crypto';
import { defineAssertion, noParams } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { saltOptions } from '../model/salts.ts';
import { opensField, vaultKeyFile, vaultKeyId, type VaultRing } from '../model/vault-key.ts';
import { fieldTables, lookAtFields, valueUnder } from './field-encryption.ts';
import { escrowRing, keysInDatabase, keysInSets, saltsOf } from './key-places.ts';
import { judged, noSample } from './reading.ts';

interface Captured {
  /** Salts that WordPress kept in the database at the backup already. */
  readonly saltsMadeUp: number;
}

/**
 * Escrow alone can open everything: it holds every key whose id stands in the data, each opens a value that lies under
 * it, and no made-up key does; the shop's own key file is not asked. The salts in `wp-config.php` are the ones in escrow,
 * and WordPress did not make up others. No key lies in a backup set or in the database, and escrow has a custodian whom
 * people.yaml names. Does not show that the custodian's hands hold the keys: that is a manual step.
 */
export const keysInCustody = defineAssertion({
  kind: 'keys-in-custody',
  title: 'Every key that the data need is in escrow, and nowhere it must not be',
  controls: ['164.312(a)(2)(iv)', '164.308(a)(7)(ii)(A)'],
  requirements: ['R14', 'R7'],
  params: noParams,
  example: {},
  capture: async (_params, context): Promise<Captured> => ({ saltsMadeUp: await saltsMadeUp(context) }),
  async check(_params, context) {
    const ring = await escrowRing(context);
    const used = vaultTables(context) ? [...(await lookAtFields(context)).keyIds] : [];
    const held = await tryKeys(context, ring, used);
    const salts = await saltsOf(context);
    const madeUp = (await saltsMadeUp(context)) - context.reference.saltsMadeUp;
    const sets = await keysInSets(context);
    const inDatabase = await keysInDatabase(context, ring);
    const custodian = custodianOf(context);
    const counts = {
      keyIds: used.length,
      ...held,
      saltsChanged: salts === 'changed' ? 1 : 0,
      saltsMadeUp: Math.max(0, madeUp),
      sets: sets.searched,
      setsWithKeys: sets.withKeys,
      keysInDatabase: inDatabase,
    };
    const said = {
      expected:
        'escrow opens what lies under every key id of the data, no other key does; salts as in escrow; no key in a set or in the database; a named custodian',
      actual: [
        `${used.length} key ids in the data: ${held.missing} not in escrow, ${held.failed} do not open, ${held.openedWithWrongKey} open with a wrong key`,
        saltWords[salts] + (madeUp > 0 ? `, ${madeUp} made up by WordPress in the database` : ''),
        `keys found in ${sets.withKeys} of ${sets.searched} sets and in ${inDatabase} places of the database`,
        custodian === null ? 'escrow has no named custodian' : `custodian: ${custodian}`,
      ].join('; '),
      counts,
      evidence: ['escrow', ...sets.findings.slice(0, 5)],
      notProven: [
        ...(salts === 'not-in-escrow' ? ["That the shop's keys and salts could be brought back: escrow holds none."] : []),
        ...(sets.unread > 0 ? [`That no key lies in ${sets.unread} backup sets: they could not be searched.`] : []),
      ],
    };
    const wrong = held.missing + held.failed + held.openedWithWrongKey + counts.saltsChanged + counts.saltsMadeUp + sets.withKeys + inDatabase;
    if (wrong > 0 || custodian === null || (vaultTables(context) && ring === null)) return judged(false, said);
    return used.length === 0 && salts !== 'same' ? noSample(said) : judged(true, said);
  },
  async sabotage(_params, { mirror: { escrow } }) {
    const kept = await escrow.take('phi-key');
    const key = randomBytes(32);
    await escrow.put('phi-key', vaultKeyFile({ id: vaultKeyId(key), key }));
    return { what: "another key put into escrow in the place of the shop's", undo: () => escrow.put('phi-key', kept) };
  },
});

const saltWords = {
  same: 'salts are the ones in escrow',
  changed: 'the salts of wp-config.php are not the ones in escrow',
  'not-in-escrow': 'escrow holds no salts',
} as const;

const vaultTables = (context: RunContext): boolean => fieldTables(context).some(({ protection }) => protection.decrypt === 'phi-vault');

/** One value under each key id, opened here with escrow's key, and with one that Muster made up. */
async function tryKeys(
  context: RunContext,
  ring: VaultRing | null,
  used: readonly string[],
): Promise<Readonly<Record<'missing' | 'failed' | 'openedWithWrongKey', number>>> {
  const counted = { missing: 0, failed: 0, openedWithWrongKey: 0 };
  for (const id of used) {
    const held = ring?.keys.find((key) => key.id === id);
    const sample = await valueUnder(context, id);
    if (held === undefined) counted.missing += 1;
    else if (sample === null || !opensField(held.key, sample.value, sample.record, sample.field)) counted.failed += 1;
    if (sample !== null && opensField(randomBytes(32), sample.value, sample.record, sample.field)) counted.openedWithWrongKey += 1;
  }
  return counted;
}

async function saltsMadeUp({ mirror: { database } }: RunContext): Promise<number> {
  const marks = saltOptions.map(() => '?').join(',');
  const [row] = await database.query(`SELECT COUNT(*) AS n FROM \`${database.prefix}options\` WHERE option_name IN (${marks})`, saltOptions);
  return Number(row?.['n'] ?? 0);
}

/** The title of the role that keeps the keys; null when people.yaml names nobody for it. */
function custodianOf({ plan: { site } }: RunContext): string | null {
  const role = site.people.roles.find(({ id }) => id === site.escrow.custodian);
  return role === undefined || role.holder.name.trim() === '' ? null : role.title;
}
