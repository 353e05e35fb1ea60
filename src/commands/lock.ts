import { basename, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { stringify } from 'yaml';
import { ArtifactStore, cacheDir } from '../artifacts/store.ts';
import { readSiteDefinition } from '../definition/read-site.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import { debianWordPress } from '../stack/site/debian.ts';
import { printDiagnostics, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { componentsOf, listed } from './site-components.ts';

/**
 * `muster lock [SITE]`: resolves core, plugins, must-use plugins, drop-ins and themes as a run would, and writes
 * versions, digests and headers to `stack.lock.yaml` beside `stack.yaml`. The lock counts in the site's digest; a run
 * that finds another version or other bytes says so under `notProven`.
 */
export async function lock(site: string, flags: { readonly json?: boolean }, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const siteDir = resolve(io.cwd, site);
  const read = readSiteDefinition(site, readingOptions(io, ports));
  if ('diagnostics' in read) {
    printDiagnostics(read.diagnostics, io);
    return exitCodes.invalid;
  }
  const store = new ArtifactStore(cacheDir(ports.env));
  const found = await componentsOf({ site: read.site, commerce: 'auto', commerceVersion: '', siteDir, home: ports.home, store, signal: io.signal });
  const components = [
    ...(found.core === null ? [{ kind: 'core', slug: 'wordpress', version: debianWordPress }] : []),
    ...listed(found).map(({ kind, slug, version, digest, requires }) => ({
      kind,
      slug,
      version: version === '' ? 'unknown' : version,
      digest,
      ...(requires.length === 0 ? {} : { requires }),
    })),
  ];
  const document = { lock: read.site.id, schemaVersion: 1, components };
  if (flags.json === true) io.out(JSON.stringify(document));
  await writeFileAtomic(join(siteDir, 'stack.lock.yaml'), `# Written by \`muster lock\`; commit it.\n${stringify(document)}`);
  io.err(`${basename(siteDir)}/stack.lock.yaml: ${components.length} components`);
  return exitCodes.pass;
}
