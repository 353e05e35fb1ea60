import { join } from 'node:path';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import type { CommandPorts, Io } from './io.ts';
import { run, type RunFlags } from './run.ts';
import { setup } from './setup.ts';

/** `muster demo`, which is `npm start`: sets up what is missing, then runs the first drill. */
export async function demo(flags: RunFlags & { readonly install?: boolean }, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const ready = await setup({ yes: true, ...(flags.install === undefined ? {} : { install: flags.install }) }, io, ports);
  if (ready !== exitCodes.pass) return ready;
  return await run([join(ports.home, 'drills', 'database-loss.yaml')], flags, io, ports);
}
