import { join, resolve } from 'node:path';
import { chooseCommerce } from '../artifacts/commerce.ts';
import { pluginHeader } from '../artifacts/plugin-header.ts';
import { ArtifactStore, cacheDir } from '../artifacts/store.ts';
import { readSiteDefinition } from '../definition/read-site.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import type { PlannedPlugin } from '../model/plan/components.ts';
import type { PluginMatrix } from '../model/plugin-matrix.ts';
import { pluginMatrix, type ReadHeader } from '../planning/plugin-matrix.ts';
import { matrixDrawing } from '../reporters/plugin-matrix/drawing.ts';
import { matrixMarkdown, matrixTable } from '../reporters/plugin-matrix/text.ts';
import { debianWordPress } from '../stack/site/debian.ts';
import { printDiagnostics, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';

interface PluginsOrderFlags {
  readonly site: string;
  readonly format: 'table' | 'markdown' | 'json' | 'svg';
  readonly json?: boolean;
}

/**
 * `muster plugins order`: the order in which a site's plugins must come back, and why each stands where it does.
 * Exit 1 when a plugin requires one that the stack does not have: no order is right then.
 */
export async function pluginsOrder(flags: PluginsOrderFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const read = readSiteDefinition(flags.site, readingOptions(io, ports));
  if ('diagnostics' in read) {
    printDiagnostics(read.diagnostics, io);
    return exitCodes.invalid;
  }
  const { plugins } = read.site;
  const matrix = pluginMatrix(plugins, await headersOf(plugins, resolve(io.cwd, flags.site), ports));
  io.out(printed(matrix, flags.json === true ? 'json' : flags.format, read.site.title));
  return matrix.missing.length === 0 ? exitCodes.pass : exitCodes.fail;
}

function printed(matrix: PluginMatrix, format: PluginsOrderFlags['format'], title: string): string {
  switch (format) {
    case 'json':
      return JSON.stringify({ schemaVersion: 1, ...matrix }, null, 2);
    case 'markdown':
      return matrixMarkdown(matrix, title);
    case 'svg':
      return matrixDrawing(matrix, title);
    case 'table':
      return matrixTable(matrix, title);
  }
}

/** The headers of the plugins whose files are at hand; `commerce` has the one that a run would take. */
export async function headersOf(plugins: readonly PlannedPlugin[], siteDir: string, ports: CommandPorts): Promise<ReadonlyMap<string, ReadHeader>> {
  const headers = new Map<string, ReadHeader>();
  for (const { slug, sources } of plugins) {
    const source = sources.find(({ kind }) => kind === 'path' || kind === 'commerce');
    if (source?.kind === 'path') headers.set(slug, await pluginHeader(join(siteDir, source.path), slug));
    else if (source?.kind === 'commerce') headers.set(slug, await commerceHeader(ports));
  }
  return headers;
}

async function commerceHeader(ports: CommandPorts): Promise<ReadHeader> {
  const chosen = chooseCommerce('auto', await new ArtifactStore(cacheDir(ports.env)).list(), { wordpress: debianWordPress, version: '' });
  if (chosen.slug === 'order-desk') return await pluginHeader(join(ports.home, 'drills', 'stand-ins', 'order-desk'), 'order-desk');
  return { version: chosen.artifact.version, requiresPlugins: [] };
}
