import { resolve } from 'node:path';
import { addArtifact } from '../artifacts/add.ts';
import { ArtifactStore, cacheDir } from '../artifacts/store.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import type { CommandPorts, Io } from './io.ts';

const nothingYet = 'The cache holds no artifact yet: muster artifacts add NAME PATH';

/** `muster artifacts add NAME PATH [--version V]`: a folder, zip or tar into the cache. */
export async function artifactsAdd(
  name: string,
  path: string,
  flags: { readonly version?: string; readonly json?: boolean },
  io: Io,
  ports: CommandPorts,
): Promise<ExitCode> {
  const store = new ArtifactStore(cacheDir(ports.env));
  const artifact = await addArtifact(store, { name, path: resolve(io.cwd, path), version: flags.version ?? '', signal: io.signal });
  io.out(flags.json === true ? JSON.stringify(artifact) : `${artifact.name} ${artifact.version}  ${artifact.digest}  ${mebibytes(artifact.bytes)}`);
  return exitCodes.pass;
}

/** `muster artifacts list`: what the cache holds. */
export async function artifactsList(flags: { readonly json?: boolean }, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const artifacts = await new ArtifactStore(cacheDir(ports.env)).list();
  if (flags.json === true) io.out(JSON.stringify(artifacts));
  else if (artifacts.length === 0) io.err(nothingYet);
  else for (const { name, version, digest, bytes } of artifacts) io.out(`${name} ${version}  ${digest}  ${mebibytes(bytes)}`);
  return exitCodes.pass;
}

/** `muster artifacts verify`: whether every artifact's bytes are what its digest says; exit 69 when one is not. */
export async function artifactsVerify(flags: { readonly json?: boolean }, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const checked = await new ArtifactStore(cacheDir(ports.env)).verify(io.signal);
  if (flags.json === true) io.out(JSON.stringify(checked));
  else if (checked.length === 0) io.err(nothingYet);
  else for (const { artifact, intact } of checked) io.out(`${intact ? 'ok     ' : 'broken '} ${artifact.name} ${artifact.version}  ${artifact.digest}`);
  return checked.every(({ intact }) => intact) ? exitCodes.pass : exitCodes.unavailable;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1048576).toFixed(1)} MiB`;
}
