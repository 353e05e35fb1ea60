import { randomBytes } from 'node:crypto';
import { defineFault } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { vaultKeyFile, vaultKeyId } from '../model/vault-key.ts';

/**
 * Puts another, valid PHI key into escrow in the place of the shop's own: the mix-up that nobody notices until the day
 * the key is needed. The shop's own copy of its key is left alone.
 */
export const replaceKey = defineFault({
  kind: 'replace-key',
  title: 'Another key lies in escrow',
  controls: ['164.312(a)(2)(iv)'],
  params: { type: 'object', additionalProperties: false, required: ['in'], properties: { in: { const: 'escrow' } } },
  example: { in: 'escrow' },
  async inject(_params, context) {
    const key = randomBytes(32);
    const id = vaultKeyId(key);
    await context.mirror.escrow.put('phi-key', vaultKeyFile({ id, key }));
    return { summary: 'another key lies in escrow', data: { keyId: id } };
  },
  async observe(_params, context) {
    const same = (await context.mirror.escrow.take('phi-key')).equals(await shopKey(context));
    return { observed: !same, text: same ? 'escrow and shop hold the same key' : 'escrow and shop hold different keys' };
  },
});

async function shopKey({ mirror }: RunContext): Promise<Buffer> {
  return (await mirror.containers.exec('web', ['cat', '/etc/phi-vault/keys.json'])).stdout;
}
