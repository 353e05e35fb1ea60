import { randomBytes } from 'node:crypto';
import { DrillError } from '../model/errors.ts';
import { keyPlaces } from '../model/key-places.ts';
import { defineFault } from '../model/kind.ts';
import { orderStore } from '../model/order-store.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { readVaultRing, vaultKeyId, vaultRingFile, type VaultRing } from '../model/vault-key.ts';

const { file, owner } = keyPlaces['phi-key'];
/** Written beside and moved over, so that no request reads half a key file. */
const placeScript = 'set -e; umask 337; rm -f "$1.new"; cat > "$1.new"; chown -h "$2" "$1.new"; mv -T "$1.new" "$1"';

/**
 * Rotates the PHI key as it should be done: a new key encrypts from now on, the old one stays in the shop's key file for
 * what lies under it (nothing is encrypted anew), and one order is taken under the new key. What goes into escrow is the
 * point: `all` keys, or, as it is often done, the `current` one only. Backups from before then need the old key.
 */
export const rotateKey = defineFault({
  kind: 'rotate-key',
  title: 'The PHI key was rotated after the backup',
  controls: ['164.312(a)(2)(iv)', '164.308(a)(7)(ii)(A)'],
  params: { type: 'object', additionalProperties: false, required: ['escrow'], properties: { escrow: { enum: ['all', 'current'] } } },
  example: { escrow: 'all' },
  silent: true,
  async inject({ escrow }, context) {
    const old = await shopRing(context);
    const key = randomBytes(32);
    const current = { id: vaultKeyId(key), key };
    const ring = { current: current.id, keys: [...old.keys, current] };
    const placed = await context.mirror.containers.exec('web', ['sh', '-c', placeScript, 'sh', file, owner], { stdin: vaultRingFile(ring), user: 'root' });
    if (placed.code !== 0) throw new DrillError('COMMAND_FAILED', `The new key file could not be put in place (exit ${placed.code}).`);
    await context.mirror.escrow.put('phi-key', vaultRingFile(escrow === 'all' ? ring : { current: current.id, keys: [current] }));
    const { order, text } = await context.shop.placeOrder('canary-orders');
    if (order === null) throw new DrillError('COMMAND_FAILED', `The shop takes no order under its new key: ${text}.`);
    return { summary: `key ${current.id} encrypts from now on; escrow holds ${escrow === 'all' ? 'both' : 'it alone'}`, data: { keyId: current.id, escrow } };
  },
  async observe(_params, context) {
    const { current, keys } = await shopRing(context);
    const values = await valuesUnder(context, current);
    const observed = values > 0 && keys.length > 1;
    return { observed, text: `${values} values lie under the key ${current}; the shop holds ${keys.length} keys` };
  },
});

async function shopRing({ mirror }: RunContext): Promise<VaultRing> {
  const ring = readVaultRing((await mirror.containers.exec('web', ['cat', file], { user: 'root' })).stdout);
  if (ring === null) throw new DrillError('COMMAND_FAILED', "The shop's key file cannot be read: there is nothing to rotate.");
  return ring;
}

async function valuesUnder({ mirror: { database, site } }: RunContext, id: string): Promise<number> {
  const [{ table }] = orderStore(site).metas;
  const [row] = await database.query(`SELECT COUNT(*) AS n FROM \`${database.prefix}${table}\` WHERE meta_value LIKE ?`, [`phiv1:${id}:%`]);
  return Number(row?.['n'] ?? 0);
}
