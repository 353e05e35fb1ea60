import { describe, expect, it } from 'vitest';
import { readVaultRing, vaultKeyId } from '../../src/model/vault-key.ts';
import { loseVolume } from '../../src/faults/lose-volume.ts';
import { replaceKey } from '../../src/faults/replace-key.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

describe('lose-volume', () => {
  it('removes the service, and sees from outside that it is gone', async () => {
    const { context, done } = memoryMirror();
    expect((await loseVolume.observe({ service: 'db' }, context)).observed).toBe(false);
    expect(await loseVolume.inject({ service: 'db' }, context)).toMatchObject({ data: { service: 'db', removed: ['container', 'volume'] } });
    expect(done).toEqual([{ on: 'db', what: 'remove' }]);
    expect((await loseVolume.observe({ service: 'db' }, context)).observed).toBe(true);
  });
});

describe('replace-key', () => {
  it("puts another valid key into escrow and leaves the shop's own alone", async () => {
    const { context, escrow, answers, done } = memoryMirror();
    const own = Buffer.from('{"current":"00000000","keys":{}}\n');
    escrow.set('phi-key', own);
    answers.set('keys.json', { stdout: own });
    expect((await replaceKey.observe({ in: 'escrow' }, context)).observed).toBe(false);
    const { data } = await replaceKey.inject({ in: 'escrow' }, context);
    const [key] = readVaultRing(escrow.get('phi-key') ?? Buffer.alloc(0))?.keys ?? [];
    expect(key?.id).toBe(vaultKeyId(key?.key ?? Buffer.alloc(0)));
    expect(data).toEqual({ keyId: key?.id });
    expect((await replaceKey.observe({ in: 'escrow' }, context)).observed).toBe(true);
    expect(done.every((one) => one.what === 'cat')).toBe(true);
  });
});
