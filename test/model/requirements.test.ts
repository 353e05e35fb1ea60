import { describe, expect, it } from 'vitest';
import { requirementWords } from '../../src/model/requirements.ts';

describe('what a check looks for', () => {
  it('is told by its title beside its row, and a row that is not known stands alone', () => {
    expect(requirementWords(['R8', 'R99'])).toBe('R8 User roles not preserved; R99');
    expect(requirementWords([])).toBe('');
  });
});
