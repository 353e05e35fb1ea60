import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { parse, stringify } from 'yaml';
import { chooseCommerce } from '../artifacts/commerce.ts';
import { folderDigest } from '../artifacts/folder.ts';
import { pluginHeader } from '../artifacts/plugin-header.ts';
import { ArtifactStore, cacheDir } from '../artifacts/store.ts';
import { checkFiles } from '../definition/check-files.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import { debianWordPress } from '../stack/site/debian.ts';
import { printDiagnostics, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';

interface LockedComponent {
  readonly kind: 'core' | 'plugin';
  readonly slug: string;
  readonly version: string;
  readonly digest?: string;
  readonly requires?: readonly string[];
}

/**
 * `muster lock [SITE]`: resolves the site's plugins to versions, digests and headers, and writes `stack.lock.yaml`
 * beside `stack.yaml`. The lock counts in the site's digest: a run is bound to it.
 */
export async function lock(site: string, flags: { readonly json?: boolean }, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const dir = resolve(io.cwd, site);
  const stackFile = join(dir, 'stack.yaml');
  const { diagnostics } = checkFiles([stackFile], readingOptions(io, ports));
  if (diagnostics.length > 0) {
    printDiagnostics(diagnostics, io);
    return exitCodes.invalid;
  }
  const stack = parse(await readFile(stackFile, 'utf8')) as {
    readonly stack: string;
    readonly plugins: readonly { readonly slug: string; readonly source: 'commerce' | { readonly path: string } }[];
  };
  const components: LockedComponent[] = [{ kind: 'core', slug: 'wordpress', version: debianWordPress }];
  for (const { slug, source } of stack.plugins) {
    components.push(typeof source === 'string' ? await commerceOf(io, ports) : await pluginAt(slug, join(dir, source.path), io.signal));
  }
  const document = { lock: stack.stack, schemaVersion: 1, components };
  if (flags.json === true) io.out(JSON.stringify(document));
  await writeFileAtomic(join(dir, 'stack.lock.yaml'), `# Written by \`muster lock\`; commit it.\n${stringify(document)}`);
  io.err(`${basename(dir)}/stack.lock.yaml: ${components.length} components`);
  return exitCodes.pass;
}

async function pluginAt(slug: string, folder: string, signal: AbortSignal): Promise<LockedComponent> {
  const header = await pluginHeader(folder, slug);
  return {
    kind: 'plugin',
    slug,
    version: header.version,
    digest: await folderDigest(folder, signal),
    ...(header.requiresPlugins.length === 0 ? {} : { requires: header.requiresPlugins }),
  };
}

async function commerceOf(io: Io, ports: CommandPorts): Promise<LockedComponent> {
  const chosen = chooseCommerce('auto', await new ArtifactStore(cacheDir(ports.env)).list(), debianWordPress);
  if (chosen.slug === 'order-desk') return await pluginAt('order-desk', join(ports.home, 'drills', 'stand-ins', 'order-desk'), io.signal);
  return { kind: 'plugin', slug: 'woocommerce', version: chosen.artifact.version, digest: chosen.artifact.digest };
}
