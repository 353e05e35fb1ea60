import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const muster = (...args: readonly string[]) => spawnSync(process.execPath, [join(process.cwd(), 'bin/muster.mjs'), ...args], { encoding: 'utf8' });
const hostile = 'x\n::error::y\u001b[2J';

describe('the command line', () => {
  it.each([
    ['a message of its own', ['verify', join('/nowhere', hostile)]],
    ["a message of its argument parser's", [hostile]],
  ])('shows nothing that a terminal or a CI service would obey: %s', (_what, args) => {
    const { stdout, stderr, status } = muster(...args);
    expect(status).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toContain('error::y');
    expect(stderr).not.toMatch(/(?!\n)\p{Cc}|^\s*::/mu);
  });
  it('points to the help of the verb that was mistyped, which says what cannot be left out', () => {
    expect(muster('corrective', 'close', 'CA-1').stderr).toContain('(see muster corrective close --help)');
    const { stdout } = muster('corrective', 'close', '--help');
    expect(stdout).toMatch(/--verified-by <dir> .*\(required\)/u);
    expect(stdout).not.toContain('(default: "")');
  });
  it("takes a verb's --version for the verb's own", () => {
    const { stdout, stderr, status } = muster('artifacts', 'add', 'wp-cli', '/nowhere', '--version', '2.11.0');
    expect(status).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toContain('There is nothing at /nowhere');
    expect(muster('--version').stdout).toMatch(/^muster \d/u);
  });
});
