import { describe, expect, it } from 'vitest';
import { restoreSql } from '../../src/backups/restore/sql.ts';
import type { RecognisedPart } from '../../src/model/backup-source.ts';
import { initSql } from '../../src/stack/secrets.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

const dump: RecognisedPart = { content: { kind: 'sql', by: 'other' }, paths: ['shop.sql'], envelopes: [] };

describe('importing a foreign dump', () => {
  it('uses an account of its own, open for as long as the import takes, its password in a file only', async () => {
    const { context, done } = memoryMirror();
    await restoreSql(context.mirror, '/backups/given/one', dump);
    const steps = done.filter(({ what, argv }) => what.startsWith('ALTER USER') || argv?.join(' ').includes('restorer.cnf') === true);
    expect(steps.map(({ what, argv }) => (what === 'sh' ? argv?.[2] : what))).toEqual([
      "ALTER USER 'restorer'@'%' IDENTIFIED BY ? ACCOUNT UNLOCK",
      'umask 077; cat > "$1"',
      'bash',
      "ALTER USER 'restorer'@'%' ACCOUNT LOCK",
      'rm -f "$1"',
    ]);
    const [password] = steps[0]?.values ?? [];
    expect(password).toMatch(/^[0-9a-f]{48}$/u);
    expect(steps[1]?.stdin).toContain(`user = restorer\npassword = ${String(password)}\n`);
    expect(done.flatMap(({ argv = [] }) => argv).join(' ')).not.toContain(String(password));
  });

  it('locks the account when the database refuses the dump, and says why it was refused', async () => {
    const { context, done, answers } = memoryMirror();
    answers.set('adapt-sql', { code: 52 });
    await expect(restoreSql(context.mirror, '/backups/given/one', dump)).rejects.toMatchObject({ code: 'RESTORE_REFUSED' });
    expect(done.map(({ what }) => what)).toContain("ALTER USER 'restorer'@'%' ACCOUNT LOCK");
  });

  it('has rights on the database of the shop alone, and is locked when the server starts', () => {
    const lines = initSql({ musterPassword: 'm', wordpressPassword: 'w', cachePassword: 'c', tableKey: null }).split('\n');
    expect(lines.filter((line) => line.includes("'restorer'"))).toEqual([
      "CREATE USER IF NOT EXISTS 'restorer'@'%';",
      "ALTER USER 'restorer'@'%' ACCOUNT LOCK;",
      "GRANT ALL PRIVILEGES ON wordpress.* TO 'restorer'@'%';",
    ]);
  });
});
