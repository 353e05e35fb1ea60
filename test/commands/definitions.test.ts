import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { list } from '../../src/commands/list.ts';
import { plan } from '../../src/commands/plan.ts';
import { run } from '../../src/commands/run.ts';
import { validate } from '../../src/commands/validate.ts';
import { DrillError } from '../../src/model/errors.ts';
import { testPorts } from '../drills/rehearse.ts';

const ports = { home: process.cwd(), catalog, clock: { now: () => '2026-11-23T12:00:00.000Z', monotonicMs: () => 0 } } as const;
const folder = mkdtempSync(join(tmpdir(), 'muster-validate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function terminal(cwd = process.cwd()) {
  const out: string[] = [];
  const err: string[] = [];
  return {
    io: { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text), cwd, signal: new AbortController().signal },
    out,
    err,
  };
}

describe('muster validate', () => {
  it('says ok for every file that the drill rests on', async () => {
    const { io, out, err } = terminal();
    expect(await validate(['drills/database-loss.yaml'], {}, io, ports)).toBe(0);
    expect(err).toEqual([]);
    expect(out).toEqual(
      expect.arrayContaining(['ok  drills/database-loss.yaml', 'ok  drills/sites/clinic-shop/runbooks/database-loss.md', '7 files checked, no problem']),
    );
  });

  it.each(['drills/sites/clinic-shop', 'drills/sites/clinic-shop/stack.yaml', 'drills/sites/clinic-shop/runbooks/database-loss.md'])(
    'takes a part of a definition: %s',
    async (path) => {
      const { io } = terminal();
      expect(await validate([path], {}, io, ports)).toBe(0);
    },
  );

  it('exits 64 with problems on stderr and nothing but sound files on stdout', async () => {
    writeFileSync(join(folder, 'bad.yaml'), 'drill: bad\n');
    const { io, out, err } = terminal(folder);
    expect(await validate(['bad.yaml'], {}, io, ports)).toBe(64);
    expect(err.at(0)).toMatch(/^bad\.yaml:1:1: the file needs the key "expect"/u);
    expect(err.at(-1)).toBe('5 problems in 1 file');
    expect(out).toEqual([]);
  });

  it('gives the same as JSON', async () => {
    writeFileSync(join(folder, 'bad.yaml'), 'drill: bad\n');
    const { io, out } = terminal(folder);
    expect(await validate(['bad.yaml'], { json: true }, io, ports)).toBe(64);
    expect(JSON.parse(out.join('\n'))).toMatchObject({
      schemaVersion: 1,
      valid: false,
      diagnostics: [{ code: 'missing-key', file: 'bad.yaml', line: 1, col: 1 }, {}, {}, {}, {}],
    });
  });

  it('refuses what is no file, and follows no link out of its folder', async () => {
    symlinkSync('/etc', join(folder, 'sites'));
    writeFileSync(
      join(folder, 'linked.yaml'),
      'drill: linked\ntitle: Linked\nsite: sites/passwd\nrunbook: x\nfault: [lose-volume: {service: db}]\nexpect: [phi-integrity]\n',
    );
    const { io, err } = terminal(folder);
    expect(await validate(['linked.yaml', 'none.yaml', '/dev/null'], {}, io, ports)).toBe(64);
    expect(err.map((text) => text.split('\n')[0])).toEqual([
      '/dev/null:1:1: is neither a file nor a folder',
      'linked.yaml:3:7: the site "sites/passwd" lies outside the folder of the drills',
      'none.yaml:1:1: is neither a file nor a folder',
      '3 problems in 3 files',
    ]);
  });

  it('needs something to validate', async () => {
    await expect(validate([], {}, terminal().io, ports)).rejects.toThrow(DrillError);
  });
});

describe('muster plan', () => {
  it.each([{}, { json: true }])('prints the same bytes twice: %o', async (options) => {
    const [first, second] = [terminal(), terminal()];
    expect(await plan('drills/database-loss.yaml', options, first.io, ports)).toBe(0);
    await plan('drills/database-loss.yaml', options, second.io, ports);
    expect(first.out.join('\n').length).toBeGreaterThan(1_000);
    expect(second.out).toEqual(first.out);
  });

  it('exits 64 for a drill that does not exist', async () => {
    const { io, out, err } = terminal();
    expect(await plan('drills/none.yaml', {}, io, ports)).toBe(64);
    expect([out, err.at(0)?.split('\n')[0]]).toEqual([[], 'drills/none.yaml:1:1: does not exist']);
  });

  it("finds a drill by its name: here, else among Muster's own", async () => {
    const [here, elsewhere] = [terminal(), terminal(folder)];
    expect(await plan('database-loss', {}, here.io, ports)).toBe(0);
    expect(await plan('database-loss', {}, elsewhere.io, ports)).toBe(0);
    expect(elsewhere.out).toEqual(here.out);
  });

  it.each([process.cwd(), folder])('names the drill that was probably meant, from %s', async (cwd) => {
    const { io, err } = terminal(cwd);
    expect(await plan('databse-loss', {}, io, ports)).toBe(64);
    expect(err.join('\n')).toContain('databse-loss.yaml:1:1: does not exist\n  Did you mean "database-loss.yaml"?');
  });

  it('says as JSON why it does nothing, as `run` does', async () => {
    const [planned, ran] = [terminal(), terminal()];
    expect(await plan('databse-loss', { json: true }, planned.io, ports)).toBe(64);
    expect(await run(['databse-loss'], { out: folder, json: true }, ran.io, { ...testPorts(), home: process.cwd() })).toBe(64);
    expect(JSON.parse(ran.out.join('\n'))).toMatchObject({
      schemaVersion: 1,
      valid: false,
      diagnostics: [{ code: 'missing-file', nearest: 'database-loss.yaml' }],
    });
    expect(ran.out).toEqual(planned.out);
  });
});

describe('muster list', () => {
  it('gives a matrix that a GitHub Actions job takes', async () => {
    const { io, out } = terminal();
    expect(await list('drills', { matrix: true }, io, ports)).toBe(0);
    expect(JSON.parse(out.join('\n'))).toMatchObject({
      include: expect.arrayContaining([
        { drill: 'drills/database-loss.yaml', id: 'database-loss', title: 'The database volume is lost', site: 'sites/clinic-shop' },
      ]),
    });
  });

  it('gives the same matrix with --json, as the flags are typed together', async () => {
    const [one, both] = [terminal(), terminal()];
    await list('drills', { matrix: true }, one.io, ports);
    expect(await list('drills', { matrix: true, json: true }, both.io, ports)).toBe(0);
    expect(both.out).toEqual(one.out);
  });

  it('exits 64 when a drill is broken, or when there is no such folder', async () => {
    writeFileSync(join(folder, 'bad.yaml'), 'drill: bad\n');
    expect(await list(folder, {}, terminal().io, ports)).toBe(64);
    const { io, out } = terminal();
    expect([await list(join(folder, 'none'), {}, io, ports), out]).toEqual([64, []]);
  });
});
