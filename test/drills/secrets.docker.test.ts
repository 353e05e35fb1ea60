import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { DrillError } from '../../src/model/errors.ts';
import { defineStep, noParams } from '../../src/model/kind.ts';
import { discard, rehearse } from './rehearse.ts';

/** The key that the careless step met; known to the test alone. */
const met: string[] = [];

/** A step as careless as a step can be: it puts a key into its outputs, a warning and its error. */
const careless = defineStep({
  kind: 'careless',
  title: 'Tell everybody',
  controls: [],
  params: noParams,
  example: {},
  describe: () => ({ commands: ['cat key'], fidelity: 'as-documented', reason: '' }),
  async apply(_params, { mirror, record, step }) {
    const identity = (await mirror.escrow.take('backup-identity')).toString('utf8').trim().split('\n').at(-1) ?? '';
    const password = mirror.accounts['pharmacist']?.password ?? '';
    met.push(identity, password);
    await record({ type: 'warned', text: `the key is ${identity}, the password ${password}` });
    if (step.id === 'fail-with-it') throw new DrillError('STEP_FAILED', `cannot open with ${Buffer.from(identity).toString('base64')}`);
    return { text: `with ${identity}`, outputs: { hex: Buffer.from(identity).toString('hex'), [password]: password } };
  },
});

describe('a secret that a step tells everybody', () => {
  let run: Awaited<ReturnType<typeof rehearse>>;
  beforeAll(async () => {
    run = await rehearse({
      flags: { prove: false },
      catalog: { ...catalog, steps: [...catalog.steps, careless] },
      change: {
        'sites/clinic-shop/runbooks/database-loss.md': (text) =>
          `${text}\n## Tell it\n\`\`\`yaml step\ncareless: {}\nwho: site-administrator\n\`\`\`\n\n## Fail with it\n\`\`\`yaml step\ncareless: {}\nwho: site-administrator\non-failure: continue\n\`\`\`\n`,
      },
    });
  }, 300_000);
  afterAll(() => discard(run.dir));

  it('stands in no file of the run and in no line of its progress, in whatever form', () => {
    const values = [...new Set(met)].filter((value) => value !== '');
    expect(values.length).toBeGreaterThanOrEqual(2);
    const files = readdirSync(run.dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const said = [...files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')), run.errors.join('\n')].join('\n');
    for (const value of values)
      for (const form of [value, Buffer.from(value).toString('base64').replace(/=+$/u, ''), Buffer.from(value).toString('hex')])
        expect(said.includes(form)).toBe(false);
    expect(said).toContain('the key is [secret backup-identity], the password [secret account pharmacist]');
    expect(run.result.steps.find(({ id }) => id === 'fail-with-it')?.text).toBe('cannot open with [secret backup-identity]');
  });
});
