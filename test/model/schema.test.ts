import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { journalEventSchema } from '../../src/model/journal-schema.ts';
import { resultSchema } from '../../src/model/result-schema.ts';
import { object, text } from '../../src/model/schema.ts';

const published = (schema: JsonObject): string => `${JSON.stringify(schema, null, 2)}\n`;

describe('the published schemas', () => {
  it('say of result.json what the fold says', () => expect(published(resultSchema)).toMatchFileSnapshot('../../schemas/result.schema.json'));
  it('say of a journal line what the journal writes', () =>
    expect(published(journalEventSchema)).toMatchFileSnapshot('../../schemas/journal-event.schema.json'));
  it('cannot leave out a member of the type, or have one too many', () => {
    // @ts-expect-error -- `b` is missing
    object<{ a: string; b: string }>({ a: text });
    // @ts-expect-error -- `c` is too many
    object<{ a: string }>({ a: text, c: text });
    expect(object<{ a: string }>({ a: text })).toMatchObject({ additionalProperties: false, required: ['a'] });
  });
});
