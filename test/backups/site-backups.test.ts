import { describe, expect, it } from 'vitest';
import { stackSchema } from '../../src/definition/schemas/stack.ts';
import { restoreDatabase } from '../../src/runbook/restore-database.ts';
import { siteBackups } from '../../src/backups/site-backups.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';
import type { MemoryMirror } from '../runbook/memory-mirror.ts';

const secret = 'AGE-SECRET-KEY-1QQQ';
const hash = 'a'.repeat(64);

function fixture(): MemoryMirror & { readonly backups: ReturnType<typeof siteBackups> } {
  const mirror = memoryMirror();
  mirror.answers.set('age-keygen', { stdout: `# public key: age1abc\n${secret}\n` });
  mirror.answers.set('keys.json', { stdout: 'the key file' });
  mirror.answers.set('stat -c', { stdout: `${hash} 10 database.sql.zst.age\n${hash} 5 web-root.tar.zst.age\n` });
  mirror.answers.set('sha256sum -- *', { stdout: `${hash}\n` });
  mirror.rows.set('MAX(date_created_gmt)', [{ newest: '2026-11-23 09:59:00' }]);
  return { ...mirror, backups: siteBackups({ mirror: mirror.context.mirror, clock: mirror.context.clock }) };
}
const commandsOf = ({ done }: MemoryMirror): readonly string[] => done.flatMap((one) => (one.argv === undefined ? [] : [`${one.on}: ${one.argv.join(' ')}`]));

describe('taking a backup', () => {
  it('makes the identity, dumps, archives, puts the key into escrow and lists what it made, in this order', async () => {
    const mirror = fixture();
    const set = await mirror.backups.take();
    const parts = ['age-keygen', 'mkdir', 'mariadb-dump', 'tar "$@"', 'web-root.tar', 'keys.json', 'grep -E', 'stat -c', 'sha256sum -- *'];
    const commands = commandsOf(mirror);
    expect(commands.map((command, index) => command.includes(parts[index] ?? '-'))).toEqual(parts.map(() => true));
    expect(set).toMatchObject({
      bytes: 15,
      newestRecordAt: '2026-11-23T09:59:00.000Z',
      digest: `sha256:${hash}`,
      encryption: { kind: 'age', keyId: 'age1abc' },
      clean: true,
    });
    expect(mirror.backups.sets).toEqual([set]);
  });
  it('encrypts to the recipient, and lets the identity into escrow and nowhere else', async () => {
    const mirror = fixture();
    await mirror.backups.take();
    expect(mirror.escrow.get('backup-identity')?.toString()).toContain(secret);
    expect(mirror.escrow.get('phi-key')?.toString()).toBe('the key file');
    expect(JSON.stringify([mirror.done, mirror.backups.sets])).not.toContain(secret);
    expect(commandsOf(mirror).find((command) => command.includes('mariadb-dump'))).toContain('age1abc');
  });
  it('uses one identity for all sets of a run', async () => {
    const mirror = fixture();
    await mirror.backups.take();
    await mirror.backups.take();
    expect(commandsOf(mirror).filter((command) => command.includes('age-keygen'))).toHaveLength(1);
  });
  it.each(['mariadb-dump', 'tar "$@"', 'age-keygen'])('fails when %s does, quoting none of its output', async (program) => {
    const mirror = fixture();
    mirror.answers.delete(program);
    const others = [...mirror.answers];
    mirror.answers.clear();
    for (const [name, answer] of [[program, { code: 3 }] as const, ...others]) mirror.answers.set(name, answer);
    await expect(mirror.backups.take()).rejects.toMatchObject({ code: 'COMMAND_FAILED', message: expect.not.stringContaining('555-0100') });
    expect(mirror.backups.sets).toEqual([]);
  });
});

describe('restoring a backup', () => {
  it('compares the digest, tries the whole dump, then imports', async () => {
    const mirror = fixture();
    const set = await mirror.backups.take();
    mirror.done.length = 0;
    expect(await mirror.backups.restoreDatabase(set)).toEqual({ bytes: 10 });
    expect(commandsOf(mirror).map((command) => ['sha256sum', 'Dump completed', 'mariadb --defaults-file'].findIndex((part) => command.includes(part)))).toEqual(
      [0, 1, 2],
    );
  });
  it('refuses a set that is not what it was, before it opens it', async () => {
    const mirror = fixture();
    const set = await mirror.backups.take();
    mirror.answers.set('sha256sum -- *', { stdout: `${'b'.repeat(64)}\n` });
    mirror.done.length = 0;
    await expect(mirror.backups.restoreDatabase(set)).rejects.toMatchObject({ code: 'RESTORE_REFUSED', message: expect.stringContaining(set.name) });
    expect(commandsOf(mirror)).toHaveLength(1);
  });
  it('refuses a dump that does not open or is cut, and imports nothing of it', async () => {
    const mirror = fixture();
    const set = await mirror.backups.take();
    mirror.answers.set('Dump completed', { code: 1 });
    await expect(mirror.backups.restoreDatabase(set)).rejects.toMatchObject({ code: 'RESTORE_REFUSED' });
    expect(commandsOf(mirror).join('\n')).not.toContain('mariadb --defaults-file');
  });
});

describe('every procedure that a stack may name', () => {
  it.each(stackSchema.properties.backup.properties.procedure.enum)('%s has its way in and out, and the commands that a person would type', (procedure) => {
    const { context } = memoryMirror();
    const site = { ...context.mirror.site, backup: { ...context.mirror.site.backup, procedure } };
    expect(siteBackups({ mirror: { ...context.mirror, site }, clock: context.clock }).sets).toEqual([]);
    const { commands } = restoreDatabase.describe({ from: 'latest' }, site);
    expect(commands.join('\n')).toMatch(/age -d -i .*database\.\S+\.zst\.age/u);
  });
});
