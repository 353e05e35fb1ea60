// What `npm start` runs. Plain JavaScript for Node 18 and newer: installs the dependencies when they are missing or old,
// then runs the first drill. Arguments are passed on to `muster demo`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, home, ownNode } from './bin/dependencies.mjs';

const unavailable = 69;
if (!ensureDependencies()) process.exit(unavailable);
const child = spawn(ownNode(), [join(home, 'bin', 'muster.mjs'), 'demo', ...process.argv.slice(2)], { stdio: 'inherit' });
// Ctrl-C reaches the whole process group, so the child may hear it twice; it acts on the first and ends in its own time.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`Muster cannot be started: ${error.message}`);
  process.exitCode = unavailable;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (['SIGINT', 'SIGTERM', 'SIGHUP'].includes(signal) ? 130 : 70);
});
