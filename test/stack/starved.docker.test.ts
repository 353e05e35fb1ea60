import { expect, it } from 'vitest';
import { starved } from '../../src/stack/starved.ts';
import { raise, testBed } from './fixtures/mirror.ts';

it('tells which service the kernel took processes from, and how many', async () => {
  await using stack = await raise(await testBed());
  expect(await starved(stack)).toEqual([]);
  // `tail` holds a line that does not end.
  const { code } = await stack.containers.exec('toolbox', ['sh', '-c', 'head -c 700M /dev/zero | tail -n 1 | wc -c']);
  expect(code).toBe(0);
  expect(await starved(stack)).toEqual([{ service: 'toolbox', ended: 1 }]);
});
