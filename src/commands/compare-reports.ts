import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DrillResult } from '../model/result.ts';
import { facesOf } from './faces.ts';
import type { CommandPorts } from './io.ts';

export interface Compared {
  /** Reports that say something else than the journal. */
  readonly problems: readonly string[];
  /** Reports that this version of Muster cannot judge, and why. */
  readonly notCompared: readonly string[];
}

/**
 * Renders every face again and compares them, byte by byte, with the ones in a run's folder. Only the
 * version (and commit) that wrote the journal renders the same bytes; what differs from another one's is not judged.
 * result.json is not looked at: it is compared by its meaning.
 */
export async function compareReports(dir: string, expected: DrillResult, tool: CommandPorts['tool']): Promise<Compared> {
  const other = otherVersion(expected.run.tool, tool);
  const problems: string[] = [];
  const notCompared: string[] = [];
  for (const { file, make } of facesOf(expected).filter(({ kind }) => kind !== 'json')) {
    const content = await contentOf(join(dir, file));
    if (content === null) notCompared.push(`${file}: not compared: it cannot be read, or is not there; muster report writes it`);
    else {
      const unlike = await make().then(
        (rendered) => !content.equals(rendered),
        (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
      );
      if (unlike instanceof Error) notCompared.push(`${file}: not compared: it cannot be rendered here (${unlike.message})`);
      else if (unlike && other === null) problems.push(`${file} does not say what the journal says: it was changed, or another version of Muster wrote it`);
      else if (unlike) notCompared.push(`${file}: not compared: ${other}`);
    }
  }
  return { problems, notCompared };
}

/** That a run is of another version or commit than this one; null when it is of this one. */
export function otherVersion(writer: CommandPorts['tool'], tool: CommandPorts['tool']): string | null {
  if (writer.version === tool.version && writer.commit === tool.commit) return null;
  return `the run is of Muster ${words(writer)}, this is ${words(tool)}`;
}

async function contentOf(path: string): Promise<Buffer | null> {
  return await readFile(path).catch(() => null);
}

function words({ version, commit }: CommandPorts['tool']): string {
  return commit === '' ? version : `${version} (${commit.slice(0, 12)})`;
}
