import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { comparison } from '../documents/compare.ts';
import { documentMarkdown } from '../documents/text.ts';
import { documentHtml } from '../documents/html.ts';
import { documentJob, type LongDocument } from '../model/document.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { typeset } from '../print/typeset.ts';
import type { CommandPorts, Io } from './io.ts';
import { planDocument } from './plan-document.ts';

export const documentFormats = ['md', 'html', 'pdf'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

export interface DocsFlags {
  readonly site: string;
  readonly out: string;
  /** `html,pdf,md` */
  readonly format: string;
  /** The same site in another version of its drills folder. */
  readonly against?: string;
  readonly maxAge: string;
  readonly json?: boolean;
}

/**
 * `muster docs`: the written plan of a site from the files that its drills are run against, in every format that is asked for;
 * with `--against` also what differs from another version. Exit 64 when a definition is invalid.
 * @throws {DrillError} INVALID_FLAG, INVALID_DEFINITION, WRITE_FAILED, PRINT_UNAVAILABLE
 */
export async function docs(flags: DocsFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const formats = formatsOf(flags.format);
  const now = await planDocument(flags.site, flags, io, ports);
  const before = flags.against === undefined ? null : await planDocument(flags.against, flags, io, ports);
  const document = before === null ? now.document : { ...now.document, blocks: [...now.document.blocks, ...comparison(before.document, now.document)] };
  const folder = resolve(io.cwd, flags.out);
  const files: string[] = [];
  for (const format of formats) files.push(await writeDocument(join(folder, `contingency-plan.${format}`), document, format));
  if (flags.json === true)
    io.out(
      JSON.stringify({
        schemaVersion: 1,
        digest: now.digest.plan,
        against: before?.digest.plan ?? null,
        changed: before !== null && before.digest.plan !== now.digest.plan,
        files,
      }),
    );
  else for (const file of files) io.out(file);
  io.err(
    `Version ${now.digest.plan}${before === null ? '' : before.digest.plan === now.digest.plan ? ', the same as the other one' : `, against ${before.digest.plan}`}`,
  );
  return exitCodes.pass;
}

/** Writes a document in one format, at once or not at all. @throws {DrillError} WRITE_FAILED, PRINT_UNAVAILABLE */
export async function writeDocument(path: string, document: LongDocument, format: DocumentFormat): Promise<string> {
  const bytes = await rendered(document, format);
  try {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFileAtomic(path, bytes);
  } catch (cause) {
    throw new DrillError('WRITE_FAILED', `${path} cannot be written.`, { cause });
  }
  return path;
}

/** A document in one format. @throws {DrillError} PRINT_UNAVAILABLE */
export async function rendered(document: LongDocument, format: DocumentFormat): Promise<Buffer> {
  switch (format) {
    case 'md':
      return Buffer.from(documentMarkdown(document));
    case 'html':
      return Buffer.from(documentHtml(document));
    case 'pdf':
      return await typeset(documentJob(document));
  }
}

/** @throws {DrillError} INVALID_FLAG for one that there is not. */
export function formatsOf(text: string): readonly DocumentFormat[] {
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !documentFormats.some((format) => format === name));
  if (unknown !== undefined) throw new DrillError('INVALID_FLAG', `--format: there is no "${unknown}".`, { hint: `There are: ${documentFormats.join(', ')}.` });
  return documentFormats.filter((format) => wanted.includes(format));
}
