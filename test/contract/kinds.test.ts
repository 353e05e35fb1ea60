import { Ajv2020 } from 'ajv/dist/2020.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import type { Kind } from '../../src/model/kind.ts';
import { reporters } from '../../src/reporters/index.ts';

const src = join(import.meta.dirname, '../../src');
const ajv = new Ajv2020({ strict: true, allErrors: true });
const kinds: readonly Kind[] = [...catalog.faults, ...catalog.steps, ...catalog.assertions, ...catalog.watchers];
const rooms = readdirSync(src, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(src, entry.name)).length > 0)
  .map((entry) => entry.name);

describe('the registries', () => {
  it.each(['faults', 'steps', 'assertions', 'watchers'] as const)('name each of their %s once', (registry) => {
    const names = catalog[registry].map((one) => one.kind);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
  });
  it('use no name in two registries, so that a definition cannot be misread', () => {
    const names = kinds.map((one) => one.kind);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
  it('write reports under different names', () => {
    const files = reporters.map((reporter) => reporter.file);
    expect(new Set(files).size).toBe(files.length);
  });
});

describe.each(kinds.map((one) => [one.kind, one] as const))('the kind %s', (_name, one) => {
  const validate = ajv.compile(one.params);

  it('has a kebab-case name and a title that a DR lead reads', () => {
    expect(one.kind).toMatch(/^[a-z]+(-[a-z]+)*$/u);
    expect(one.title).toMatch(/^[A-Z][^.]{5,80}$/u);
  });
  it('cites at least one safeguard, as the regulation writes it', () => {
    expect(one.controls.length).toBeGreaterThan(0);
    for (const control of one.controls) expect(control).toMatch(/^164\.3\d\d(\([a-z0-9]+\))+$/iu);
  });
  it('has parameters that take its own example', () => expect(validate(one.example), JSON.stringify(validate.errors)).toBe(true));
  it('takes no parameter that it does not know', () => {
    expect(one.params.additionalProperties).toBe(false);
    expect(validate({ ...one.example, 'no-such-parameter': 1 })).toBe(false);
  });
  it('needs every parameter that it calls required', () => {
    for (const name of one.params.required ?? []) {
      const { [name]: _left, ...rest } = one.example;
      expect(validate(rest), name).toBe(false);
    }
  });
});

describe.each(catalog.assertions.map((one) => [one.kind, one] as const))('the assertion %s', (_name, one) => {
  it('can be sabotaged, and names its requirements', () => {
    expect(one.sabotage).toBeTypeOf('function');
    expect(one.requirements.length).toBeGreaterThan(0);
    for (const row of one.requirements) expect(row).toMatch(/^R([1-9]|1\d|2[0-7])$/u);
  });
});

describe.each(catalog.watchers.map((one) => [one.kind, one] as const))('the watcher %s', (_name, one) => {
  it('says how finely it looks', () => {
    expect(one.resolutionMs({})).toBeGreaterThan(0);
  });
});

describe.each(rooms)('the room %s', (room) => {
  it('opens with a README of at most fifteen lines', () => {
    const lines = readFileSync(join(src, room, 'README.md'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeLessThanOrEqual(15);
    expect(lines.join('\n')).toMatch(/[Ii]mport/u);
  });
});
