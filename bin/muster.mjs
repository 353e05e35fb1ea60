#!/usr/bin/env node
// Starts Muster. Plain JavaScript, also for Node 18 and 20, which cannot run TypeScript: those hand over to the Node
// that `npm ci` installs beside Muster, and pass signals and the exit code through.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const needed = 24;
const own = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const unavailable = 69;
const bug = 70;
const interrupted = 130;

// An installed package: see strip-types.mjs.
const strip = new URL('strip-types.mjs', import.meta.url).href;
const packaged = import.meta.url.includes('/node_modules/') && !process.execArgv.includes(strip);

if (Number(process.versions.node.split('.')[0]) >= needed) await (packaged ? handOver(process.execPath, ['--import', strip]) : start());
else if (existsSync(own)) handOver(own);
else {
  console.error(`Muster needs Node ${needed} or newer; this is ${process.version}.`);
  console.error('Run `npm ci` in its folder (it brings the right Node along), or install a newer Node.');
  process.exitCode = unavailable;
}

async function start() {
  // A small young generation and cached compilation keep Muster itself well below 150 MB.
  setFlagsFromString('--semi-space-growth-factor=1');
  const caches = process.env.MUSTER_CACHE_DIR ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'muster');
  module.enableCompileCache(join(caches, 'compiled'));
  // Until cli.ts listens itself, an interrupt ends this process with the documented exit code.
  for (const signal of signals) process.on(signal, () => process.listenerCount(signal) === 1 && process.exit(interrupted));
  await import('../src/cli.ts');
}

function handOver(node, options = []) {
  const child = spawn(node, [...options, fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches the whole process group: the child may hear it twice, and acts on the first only. This process
  // never ends before it.
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Muster's own Node cannot be started: ${error.message}`);
    process.exitCode = unavailable;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signals.includes(signal) ? interrupted : bug);
  });
}
