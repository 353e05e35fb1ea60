import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, CommanderError, Help, type Option } from 'commander';
import { catalog } from './catalog.ts';
import { askAt } from './commands/ask.ts';
import type { CommandPorts, Io } from './commands/io.ts';
import { askSecret } from './commands/ask-secret.ts';
import { terminalText } from './commands/terminal-text.ts';
import { systemClock } from './engine/clock.ts';
import { DrillError, exitCodes, exitMeanings, isAbort, type ExitCode } from './model/errors.ts';
import { addVerbs, type Verbs } from './verbs/verbs.ts';

const home = join(import.meta.dirname, '..');
const stopping = new AbortController();
const io: Io = {
  out: (text) => void process.stdout.write(`${terminalText(text)}\n`),
  err: (text) => void process.stderr.write(`${terminalText(text)}\n`),
  cwd: process.cwd(),
  ...(process.stdout.isTTY ? { columns: process.stdout.columns } : {}),
  signal: stopping.signal,
};
const ports: CommandPorts = {
  catalog,
  home,
  clock: systemClock(),
  env: process.env,
  tool: toolFacts(),
  terminal: process.stderr.isTTY,
  ask: process.stdin.isTTY && process.stderr.isTTY && process.env['CI'] === undefined ? askAt({ input: process.stdin, err: io.err }) : null,
  peakMemoryMib: () => Math.round(process.resourceUsage().maxRSS / 1024),
  ...(process.stdin.isTTY && process.stderr.isTTY
    ? { askSecret: (question: string) => askSecret(question, { input: process.stdin, output: process.stderr, signal: stopping.signal }) }
    : {}),
};

/** The command line; `verbs` adds its groups. */
function program(act: Verbs['act']): Command {
  const root = new Command('muster')
    .description('Disaster-recovery drills for WordPress/WooCommerce shops that hold protected health information')
    // Before the verb only: `artifacts add … --version 2.11` means the artifact's.
    .enablePositionalOptions()
    .version(`muster ${ports.tool.version}`, '-V, --version')
    .exitOverride()
    .configureOutput({ writeErr: (text) => void process.stderr.write(terminalText(text)) })
    .configureHelp({ optionDescription })
    .addHelpText('after', `\nExit codes:\n${exitCodeLines()}`);
  addVerbs(root, { act, io, ports });
  pointToHelp(root, 'muster');
  return root;
}

/** After a mistake, the help of that very verb. */
function pointToHelp(command: Command, name: string): void {
  command.showHelpAfterError(`(see ${name} --help)`);
  for (const verb of command.commands) pointToHelp(verb, `${name} ${verb.name()}`);
}

/** As commander has it, but without empty defaults, and with a word for what cannot be left out. */
function optionDescription(option: Option): string {
  const text = new Help().optionDescription(option).replace(/ ?\(default: (?:\[\]|"")\)/u, '');
  return option.mandatory ? `${text} (required)` : text;
}

/** A reader that went away (`muster … | head`) ends the printing, not the command: a run still tears its mirror down. */
function keepOnWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}

/** The only place that catches everything. */
async function main(): Promise<ExitCode> {
  keepOnWithoutReader();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort(signal));
  let code: ExitCode = exitCodes.pass;
  try {
    await program(async (action) => {
      code = await action();
    }).parseAsync(process.argv);
    return code;
  } catch (error) {
    return told(error);
  }
}

function told(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.pass : exitCodes.invalid;
  if (stopping.signal.aborted && isAbort(error)) return exitCodes.interrupted;
  const known =
    error instanceof DrillError
      ? error
      : new DrillError('BUG', `Muster itself failed: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}.`, { cause: error });
  io.err(`muster: ${known.message.replaceAll('\n', '\n  ')}`);
  if (known.hint !== '') io.err(`  ${known.hint}`);
  if (process.env['MUSTER_DEBUG'] !== undefined && known.stack !== undefined) io.err(known.stack);
  return known.exitCode;
}

function exitCodeLines(): string {
  return Object.entries(exitCodes)
    .map(([name, code]) => `  ${String(code).padStart(3)}  ${exitMeanings[name as keyof typeof exitCodes]}`)
    .join('\n');
}

function toolFacts(): { readonly version: string; readonly commit: string } {
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { readonly version: string };
  try {
    const commit = execFileSync('git', ['-C', home, 'rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return { version: manifest.version, commit };
  } catch {
    return { version: manifest.version, commit: '' };
  }
}

process.exitCode = await main();
// What still waits for an engine that hangs keeps no command from ending: only a process that is not over sees this.
void sleep(3_000, undefined, { ref: false }).then(() => process.exit());
