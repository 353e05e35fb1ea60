import { expect, it } from 'vitest';
import { indexValues } from '../../src/phi/protected-values.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

it('reads a column whatever its name holds, with a client that runs no command of its own', async () => {
  const { context, done, rows, answers } = memoryMirror();
  rows.set('information_schema.columns', [{ name: 'a` \\! sh /backups/x #' }]);
  answers.set('bash', { stdout: '3\n' });
  const [table] = context.plan.site.phiMap.tables;
  if (table === undefined) throw new Error('The sample maps no table.');
  expect(await indexValues(context.mirror, { ...context.plan.site.phiMap, tables: [{ ...table, table: 'notes', columns: [] }] })).toBe(3);
  expect(done.at(-1)?.stdin).toBe('SELECT `a`` \\! sh /backups/x #` FROM `wp_notes`;\n');
  expect(done.at(-1)?.argv?.join(' ')).toMatch(/mariadb \S+ --binary-mode --sandbox /u);
});
