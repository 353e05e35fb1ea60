import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { DrillError } from '../model/errors.ts';
import type { Attachment, PrintJob } from '../model/print-job.ts';
import { compiler, workspace } from './compiler.ts';
import { templates } from './templates.ts';

/**
 * A PDF/A-3a (tagged, fonts inside, no outside reference). The same input gives the same bytes, on every host.
 * Text comes from `data` only, so nothing in it can be markup. It does not break long words: the template does.
 * @throws {DrillError} PRINT_UNAVAILABLE without the optional packages; BUG when the markup is wrong.
 */
export async function typeset({ source, data, date, attachments = [] }: PrintJob): Promise<Buffer> {
  const typst = await compiler();
  const files = await templates();
  const main = [...attachments.map(attach), source].join('\n');
  let text = JSON.stringify(data, (_, value: unknown) => (typeof value === 'string' ? visible(value) : value));
  // Each round takes the characters that no font holds out of the data, so there are at most as many as there are characters.
  for (;;) {
    typst.resetShadow();
    for (const [name, content] of files) typst.mapShadow(`${workspace}/${name}`, content);
    for (const { name, content } of attachments) typst.mapShadow(`${workspace}/${name}`, Buffer.from(content));
    typst.mapShadow(`${workspace}/data.json`, Buffer.from(text));
    try {
      return render(typst, main, date);
    } catch (error) {
      const mended = withoutMissing(text, error instanceof Error ? error.message : '');
      if (mended === text) throw error instanceof DrillError ? error : broken(error);
      text = mended;
    } finally {
      typst.evictCache(10);
    }
  }
}

function render(typst: NodeCompiler, mainFileContent: string, date: PrintJob['date']): Buffer {
  const compiled = typst.compile({ mainFileContent, resetRead: true });
  const problems: unknown = compiled.takeDiagnostics()?.shortDiagnostics ?? [];
  if (compiled.result === null) throw broken(new Error(JSON.stringify(problems)));
  return typst.pdf(compiled.result, { pdfStandard: 'a-3a', creationTimestamp: Math.floor(Date.parse(date) / 1000) });
}

function broken(cause: unknown): DrillError {
  return new DrillError('BUG', 'A document could not be typeset: its template is wrong.', { cause });
}

function attach({ name, mimeType, description, relationship }: Attachment): string {
  return `#pdf.attach(${JSON.stringify(`/${name}`)}, relationship: ${JSON.stringify(relationship)}, mime-type: ${JSON.stringify(mimeType)}, description: ${JSON.stringify(description)})`;
}

/** Control and format characters would be neither seen nor printed. */
function visible(text: string): string {
  return text.replace(/[^\P{C}\n\t]/gu, code);
}

/** The data with each character that the compiler found no glyph for written as its number. */
function withoutMissing(text: string, message: string): string {
  const missing = [...message.matchAll(/the text `\\?"(.+?)\\?"` could not be displayed/gu)].flatMap(([, found = '']) => [...found]);
  return missing.filter((one) => one > '\u007e').reduce((mended, one) => mended.replaceAll(one, code(one)), text);
}

function code(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}
