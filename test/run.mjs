// What `npm test` runs: unit, property and contract tests, then the ones that need a Docker engine, one file after
// another; with --all also the long ones. Installs what is missing first. Further arguments filter by file name.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies, home, ownNode } from '../bin/dependencies.mjs';
import { ensureHostTools } from './host-tools.mjs';

const all = process.argv.includes('--all');
const filters = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const skipDocker = process.env.MUSTER_SKIP_DOCKER === '1';
const files = readdirSync(join(home, 'test'), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
  .filter((name) => filters.length === 0 || filters.some((filter) => join('test', name).includes(filter)));
const isLong = (name) => name.endsWith('.long.test.ts');
const isDocker = (name) => name.endsWith('.docker.test.ts');
const total = { passed: 0, failed: 0, skipped: 0 };

if (!ensureDependencies()) process.exit(1);
ensureHostTools();
vitest(
  'unit, property and contract',
  files.filter((name) => !isDocker(name) && !isLong(name)),
  // Ends what hangs; how fast a test is says nothing about the program.
  ['--testTimeout=60000', '--hookTimeout=60000'],
);
const withDocker = files.filter((name) => isDocker(name) || (all && isLong(name)));
if (withDocker.length > 0 && engineReady()) vitest('docker', withDocker, ['--no-file-parallelism', '--testTimeout=180000', '--hookTimeout=600000']);
else total.skipped += withDocker.length;

console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
if (total.skipped > 0 && !skipDocker)
  console.log('Tests were skipped, so this run proves nothing about what they test: it fails (MUSTER_SKIP_DOCKER=1 allows it).');
process.exit(total.failed > 0 || (total.skipped > 0 && !skipDocker) || total.passed === 0 ? 1 : 0);

function engineReady() {
  if (skipDocker) return false;
  return spawnSync(ownNode(), [join(home, 'bin', 'muster.mjs'), 'setup', '--yes'], { stdio: 'inherit' }).status === 0;
}

function vitest(what, names, options) {
  if (names.length === 0) return;
  console.log(`\n== ${what}: ${names.length} files`);
  const folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
  const report = join(folder, 'report.json');
  const run = spawnSync(
    ownNode(),
    [
      join(home, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--dir',
      'test',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...options,
      ...names.map((name) => join('test', name)),
    ],
    { cwd: home, stdio: 'inherit' },
  );
  count(report, names.length, run.status === 0);
  rmSync(folder, { recursive: true, force: true });
}

/** Adds a report; a file that did not even load, or a run without a report, counts as failed. */
function count(report, expectedFiles, ok) {
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    const missing = expectedFiles - result.testResults.length;
    total.passed += result.numPassedTests;
    total.failed += Math.max(result.numFailedTests, ok ? missing : Math.max(1, missing));
    total.skipped += result.numPendingTests + result.numTodoTests;
  } catch {
    total.failed += expectedFiles;
  }
}
