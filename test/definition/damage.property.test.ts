import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { checkFiles } from '../../src/definition/check-files.ts';
import { readYaml } from '../../src/definition/yaml-document.ts';
import { memoryFiles } from './memory-files.ts';
import { definitionWith, options, problemsOf } from './read-sample.ts';
import { sample, type SampleFile } from './sample-site.ts';

const names = (Object.keys(sample) as readonly SampleFile[]).filter((name) => !name.endsWith('.php'));
const damage = fc.record({
  file: fc.constantFrom(...names),
  hits: fc.array(fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.nat(3) }), { minLength: 1, maxLength: 8 }),
});

function damaged(file: SampleFile, hits: readonly { readonly at: number; readonly byte: number; readonly cut: number }[]): Buffer {
  let bytes = Buffer.from(sample[file]);
  for (const { at, byte, cut } of hits) {
    const place = at % bytes.length;
    bytes = Buffer.concat([bytes.subarray(0, place), Buffer.from([byte]), bytes.subarray(place + cut)]);
  }
  return bytes;
}

describe('damaged definitions', () => {
  it('never throw, and every problem has a file, a line and a column', () => {
    fc.assert(
      fc.property(damage, ({ file, hits }) => {
        for (const problem of problemsOf({ [file]: damaged(file, hits) })) {
          expect(problem.file).not.toBe('');
          expect(Math.min(problem.line, problem.col)).toBeGreaterThan(0);
          expect(problem.message).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('are read only inside the folder of the drills', () => {
    fc.assert(
      fc.property(damage, ({ file, hits }) => {
        const files = memoryFiles({ ...sample, [file]: damaged(file, hits), '/etc/passwd': 'root', '/w/secret.yaml': 'x: 1' });
        checkFiles(['drills'], { ...options, files });
        expect(files.reads.filter((path) => !path.startsWith('/w/drills/'))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('any text at all', () => {
  it('is read without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.stringMatching(/^[[\]{}:,&*!|>'"#%@`\-? \na-c]{0,80}$/u)), (text) => {
        const document = readYaml({ path: '/w/x.yaml', display: 'x.yaml', text, raw: text });
        expect(document.value !== undefined || document.diagnostics.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('YAML', () => {
  it('gives back the data that was written as YAML', () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/u);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true }), (value) => {
        const text = stringify(value, { version: '1.2', aliasDuplicateObjects: false });
        expect(readYaml({ path: '/w/x.yaml', display: 'x.yaml', text, raw: text }).value).toEqual(parse(text));
        expect(parse(text)).toEqual(value);
      }),
    );
  });

  it('gives the same definition whatever the order of keys is', () => {
    const drill: unknown = parse(sample['drills/loss.yaml']);
    const entries = Object.entries(typeof drill === 'object' && drill !== null ? drill : {});
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
        expect(definitionWith({ 'drills/loss.yaml': stringify(Object.fromEntries(shuffled)) })).toEqual(definitionWith());
      }),
      { numRuns: 15 },
    );
  });
});
