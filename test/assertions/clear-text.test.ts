import { expect, it } from 'vitest';
import { findInClear } from '../../src/assertions/clear-text.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

it('looks into every table, whatever it and its columns are named', async () => {
  const { context, done, rows } = memoryMirror();
  rows.set('information_schema.columns', [{ t: 'muster_x` WHERE 0 -- ', c: 'a`), 0) -- ' }]);
  rows.set('AS n FROM `', [{ n: 2 }]);
  expect(await findInClear(context)).toMatchObject({ values: 2 });
  const asked = done.map(({ what }) => what);
  expect(asked.join('\n')).not.toContain('NOT LIKE');
  expect(asked).toContain('SELECT COALESCE(SUM(`a``), 0) -- ` LIKE ?), 0) AS n FROM `muster_x`` WHERE 0 -- `');
});
