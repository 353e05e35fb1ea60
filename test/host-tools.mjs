// Programs of the host that tests call, by the Debian package that has them. `npm test` installs what is missing where it
// can (Debian or Ubuntu, as root, packages within reach), so that a new machine tests all that a known one tests.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const packages = {
  chromium: 'chromium',
  git: 'git',
  openssl: 'openssl',
  'ssh-agent': 'openssh-client',
  python3: 'python3',
};

/** Says in a line what is still missing; the tests that need it then say so themselves. */
export function ensureHostTools() {
  const missing = Object.keys(packages).filter((program) => !isThere(program));
  if (missing.length === 0) return;
  const names = [...new Set(missing.map((program) => packages[program]))];
  if (process.getuid?.() === 0 && isThere('apt-get')) {
    console.log(`Installing what tests call on this host: ${names.join(', ')} …`);
    const options = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['-qq', 'update'], options);
    spawnSync('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...names], options);
  }
  const still = missing.filter((program) => !isThere(program));
  if (still.length > 0) console.log(`Not on this host, and tests need them: ${still.join(', ')} (Debian: ${names.join(', ')}).`);
}

function isThere(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
