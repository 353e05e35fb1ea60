import { describe, expect, it } from 'vitest';
import { RestoredValues } from '../../src/commands/production/restored-values.ts';

const found = async (): Promise<number> => 2;

describe('the values of a restored backup', () => {
  it('are not looked for while nothing of the backup is in the mirror', async () => {
    expect(await new RestoredValues().search(found)).toBeNull();
  });

  it('cannot be called absent once an import began, until they were listed', async () => {
    const values = new RestoredValues();
    values.importing();
    await expect(values.search(found)).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
    values.listed(7);
    expect(await values.search(found)).toEqual({ values: 7, hits: 2 });
  });
});
