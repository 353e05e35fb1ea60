// Installs Muster's npm dependencies when they are missing or old. Plain JavaScript, no imports beyond Node's own.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Muster's own folder. */
export const home = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Node that Muster brings along, or the one that runs this. */
export function ownNode() {
  const own = join(home, 'node_modules', 'node', 'bin', 'node');
  return existsSync(own) ? own : process.execPath;
}

/** True when every package of the lock file is there in its version; says what it does, and what to type when it fails. */
export function ensureDependencies() {
  if (complete()) return true;
  console.error("Installing Muster's dependencies (npm ci) …");
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: home, stdio: ['ignore', 2, 2] });
  if (npm.status === 0) return true;
  console.error(
    `npm ci failed (${npm.error?.message ?? `exit code ${npm.status ?? npm.signal}`}). Is the npm registry reachable? Type \`npm ci\` here, then try again.`,
  );
  return false;
}

function complete() {
  const lock = readJson(join(home, 'package-lock.json'));
  if (lock === null) return existsSync(join(home, 'node_modules'));
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === '' || entry.link === true) return true;
    const installed = readJson(join(home, path, 'package.json'));
    return installed === null ? entry.optional === true || entry.devOptional === true : installed.version === entry.version;
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
