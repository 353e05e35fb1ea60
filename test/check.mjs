// What `npm run check` runs: every tool, also when one before it failed; one line a tool, then what the failed ones said.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownNode } from '../bin/dependencies.mjs';

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const code = ['src', 'test', 'bench', 'tools', 'bin', 'start.mjs'].filter((path) => existsSync(join(home, path)));
const tools = [
  { name: 'format', tool: 'oxfmt', file: 'bin/oxfmt', options: ['--check', ...code] },
  { name: 'lint', tool: 'oxlint', file: 'bin/oxlint', options: ['--format=unix', ...code] },
  { name: 'types', tool: 'typescript', file: 'bin/tsc', options: ['-p', '.'] },
  { name: 'rooms', tool: 'dependency-cruiser', file: 'bin/dependency-cruise.mjs', options: ['--config', '.dependency-cruiser.cjs', ...code] },
  { name: 'dead code', tool: 'knip', file: 'bin/knip.js', options: ['--no-progress'] },
];

let failed = 0;
for (const { name, tool, file, options } of tools) {
  const { status, output, seconds } = await run(join(home, 'node_modules', tool, file), options);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name} (${tool}, ${seconds.toFixed(1)} s)`);
  if (status !== 0) console.log(output.trimEnd().replaceAll(/^/gmu, '        '));
  failed += status === 0 ? 0 : 1;
}
console.log(failed === 0 ? `\nAll ${tools.length} checks hold.` : `\n${failed} of ${tools.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;

/** A tool that cannot be started has failed. */
function run(file, options) {
  const began = performance.now();
  return new Promise((resolve) => {
    let output = '';
    const end = (status) => resolve({ status, output, seconds: (performance.now() - began) / 1000 });
    const child = spawn(ownNode(), [file, ...options], { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('error', (error) => {
      output += error.message;
      end(1);
    });
    child.on('close', (status) => end(status ?? 1));
  });
}
