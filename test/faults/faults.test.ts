import { describe, expect, it } from 'vitest';
import { readVaultRing, vaultKeyId } from '../../src/model/vault-key.ts';
import { cutNetwork } from '../../src/faults/cut-network.ts';
import { fillDisk } from '../../src/faults/fill-disk.ts';
import { killService } from '../../src/faults/kill-service.ts';
import { databaseDiskMib } from '../../src/model/disk-limit.ts';
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

describe.each([
  ['cut-network', cutNetwork, 'disconnect', 'reconnect'],
  ['kill-service', killService, 'kill', 'start'],
] as const)('%s', (_kind, fault, does, mends) => {
  it('refuses a service that the stack has not, before anything happens', async () => {
    const { context, done } = memoryMirror();
    await expect(fault.inject({ service: 'cache' }, context)).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringContaining('no service cache'),
    });
    expect(done).toEqual([]);
  });
  it(`does ${does}, and takes it back with ${mends}`, async () => {
    const { context, done } = memoryMirror();
    const openCart = () => ({ checkOut: async () => ({ status: 200, order: null, text: '' }), [Symbol.asyncDispose]: async () => undefined });
    await fault.inject({ service: 'db' }, { ...context, shop: { openCart } as unknown as typeof context.shop });
    await fault.undo?.({ service: 'db' }, context);
    expect(done.map(({ what }) => what)).toEqual([does, mends]);
  });
});

describe('fill-disk', () => {
  it('is felt when the server ends over it, and has nothing to take back then', async () => {
    const { context, done } = memoryMirror();
    await context.mirror.containers.kill('db');
    expect(await fillDisk.observe({ service: 'db' }, context)).toEqual({ observed: true, text: 'the database server ended: its disk is full' });
    await fillDisk.undo?.({ service: 'db' }, context);
    expect(done.filter(({ what }) => what === 'sh')).toEqual([]);
  });
  it("writes nothing where the disk has no limit of its own: the host's is never filled", async () => {
    const { context, done, answers } = memoryMirror();
    answers.set('stat -f -c %T', { stdout: 'ext2/ext3\n' });
    await expect(fillDisk.inject({ service: 'db' }, context)).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringContaining('never filled'),
    });
    expect(done).toHaveLength(1);
  });
  it('refuses a backup procedure that stops the server, which would empty a disk in memory', async () => {
    const { context, done } = memoryMirror();
    const plan = { ...context.plan, site: { ...context.plan.site, backup: { ...context.plan.site.backup, procedure: 'mariabackup-age' } } };
    await expect(fillDisk.inject({ service: 'db' }, { ...context, plan })).rejects.toMatchObject({ message: expect.stringContaining('mariabackup-age') });
    expect(done).toEqual([]);
  });
  it('limits the disk of a drill that names it, and of no other', () => {
    const fault = { kind: 'fill-disk', title: '', controls: [], requirements: [] };
    expect(databaseDiskMib({ faults: [] })).toBeNull();
    expect(databaseDiskMib({ faults: [{ ...fault, params: { service: 'db' } }] })).toBe(256);
    expect(databaseDiskMib({ faults: [{ ...fault, params: { service: 'db', mib: 128 } }] })).toBe(128);
  });
});
