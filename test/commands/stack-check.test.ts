import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bypassed, otherVersions } from '../../src/commands/bypassed.ts';
import { stackCheck } from '../../src/commands/stack-check.ts';
import { home, testPorts } from '../drills/rehearse.ts';
import { sampleBaseline } from '../production/sample-baseline.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-stack-check-'));
afterAll(() => rmSync(folder, { recursive: true }));
const site = join(home, 'drills/sites/clinic-shop');
const baseline = {
  ...sampleBaseline,
  site: { ...sampleBaseline.site, urlHost: 'shop.clinic.example' },
  software: { ...sampleBaseline.software, php: { version: '8.1.2', extensions: null } },
  components: [],
};

interface Said {
  readonly differences: readonly { readonly what: string; readonly mirror: string; readonly caps: readonly string[] }[];
  readonly notCompared: readonly { readonly what: string }[];
}

async function check(text: string, json = true): Promise<{ readonly code: number; readonly said: string }> {
  const path = join(folder, 'baseline.json');
  writeFileSync(path, text);
  const said: string[] = [];
  const io = { out: (line: string) => void said.push(line), err: (line: string) => void said.push(line), cwd: folder, signal: new AbortController().signal };
  const ports = { ...testPorts(), env: { MUSTER_CACHE_DIR: folder } };
  return { code: await stackCheck({ site, baseline: path, json }, io, ports), said: said.join('\n') };
}

describe('muster stack check', () => {
  it('exits 2 and names each difference and what it caps', async () => {
    const { code, said } = await check(JSON.stringify(baseline));
    expect(code).toBe(2);
    const { differences, notCompared } = JSON.parse(said) as Said;
    expect(notCompared.map(({ what }) => what)).toEqual(['web server', 'object cache', 'page cache', 'must-use plugins and drop-ins']);
    expect(differences.map(({ what }) => what)).toEqual([
      'php',
      'drop-in maintenance.php',
      'must-use clinic-visibility.php',
      'plugin care-roles',
      'plugin order-desk',
      'plugin phi-access-log',
      'plugin phi-vault',
      'plugin rx-intake',
    ]);
    expect(differences[0]?.caps).toContain('phi-encryption');
  });
  it('exits 2 and lists what it could not compare, also when nothing differs', async () => {
    const gaps = await check(JSON.stringify(baseline));
    const ours = (JSON.parse(gaps.said) as Said).differences.filter(({ what }) => what !== 'php');
    const alike = {
      ...baseline,
      software: { ...baseline.software, wordpress: null, php: null },
      components: ours.map(({ what, mirror }) => {
        const [kind = '', slug = ''] = what.split(' ');
        return { kind, slug, version: kind === 'plugin' ? mirror : null, digest: null, active: true };
      }),
      notRead: [{ what: 'PHP', why: 'the database does not know it' }],
    };
    const { code, said } = await check(JSON.stringify(alike), false);
    expect(said).toContain('Nothing differs in what could be compared.');
    expect(said).toContain('not compared: wordpress (production: not known)');
    expect(said).toContain('not compared: bytes of plugin phi-vault (production: not read)');
    expect(said).toContain('the baseline did not read: PHP (the database does not know it)');
    expect(code).toBe(2);
  });
  it('refuses a file that is no baseline', async () => {
    await expect(check('{}')).rejects.toMatchObject({ code: 'INVALID_FLAG', exitCode: 64 });
    await expect(check('not JSON')).rejects.toMatchObject({ code: 'INVALID_FLAG' });
  });
});

describe('what the probes pass by', () => {
  const probes = { login: { by: 'mint-session' }, checkout: { by: 'classic', gateway: 'stub', replaces: 'stripe' } };
  it('stands under notProven', () => {
    const said = bypassed({ services: { db: { encryption: 'tablespace' } }, probes }).join('\n');
    for (const part of ['gateway stripe', 'log-in page', 'own fields', 'tablespaces']) expect(said).toContain(part);
  });
  it('names the servers of which production has another version', () => {
    const services = { web: { php: '8.1' }, db: { version: '11.8' } };
    expect(otherVersions({ services, probes }, { php: '8.4.27', mariadb: '11.8.3-MariaDB' })).toEqual([
      "The shop on PHP 8.1, which production has: the mirror runs Debian's 8.4.27.",
    ]);
  });
});
