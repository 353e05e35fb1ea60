import { resolve } from 'node:path';
import { readSettings } from '../definition/read-settings.ts';
import { folderStore } from '../evidence/stores/folder.ts';
import { gitStore } from '../evidence/stores/git.ts';
import { s3Store } from '../evidence/stores/s3.ts';
import type { EvidenceStore } from '../evidence/stores/store.ts';
import { DrillError } from '../model/errors.ts';
import type { MusterSettings } from '../model/settings.ts';
import { printDiagnostics, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';

/** What muster.yaml of this folder sets. @throws {DrillError} INVALID_DEFINITION after its problems were printed. */
export function settingsHere(io: Io, ports: CommandPorts): MusterSettings {
  const read = readSettings(readingOptions(io, ports));
  if ('settings' in read) return read.settings;
  printDiagnostics(read.diagnostics, io);
  throw new DrillError('INVALID_DEFINITION', 'muster.yaml cannot be used.');
}

/** The store that evidence is kept in: as muster.yaml says, else the folder of the reports. Dispose of it. */
export async function openStore({ evidence }: MusterSettings, out: string, io: Io): Promise<EvidenceStore> {
  switch (evidence?.store) {
    case undefined:
      return folderStore(out, 'ledger.ndjson');
    case 'dir':
      return folderStore(resolve(io.cwd, evidence.folder), evidence.ledger);
    case 'git':
      return gitStore({ ...evidence, repository: pathOrAddress(evidence.repository, io.cwd) });
    case 's3':
      return await s3Store(evidence);
  }
}

/** A path is relative to muster.yaml; `host:path` and `scheme://…` are git's. */
function pathOrAddress(repository: string, cwd: string): string {
  return /^\w+:\/\/|^[^/]+:/u.test(repository) ? repository : resolve(cwd, repository);
}
