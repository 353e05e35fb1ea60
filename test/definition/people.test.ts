import { describe, expect, it } from 'vitest';
import { definitionWith, edit } from './read-sample.ts';
import type { SampleFile } from './sample-site.ts';

const people = 'drills/sites/shop/people.yaml' satisfies SampleFile;
const key = `ed25519:${'0a'.repeat(16)}`;

describe("a person's key", () => {
  it('is bound to the person in the definition, and left out where people.yaml names none', () => {
    const { roles } = definitionWith(edit(people, 'name: "A"', `name: "A", key: "${key}"`)).site.people;
    expect(roles.map(({ id, holder }) => [id, holder.keyId])).toEqual([
      ['officer', key],
      ['admin', undefined],
    ]);
  });
});
