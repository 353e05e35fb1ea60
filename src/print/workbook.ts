import { unzipSync, zipSync } from 'fflate';
import writeXlsxFile from 'write-excel-file/node';

/** The first day that a ZIP can name, in the host's own time, which is what a ZIP holds. */
const noDay = new Date(1980, 0, 1);

/**
 * Rows of text as an XLSX workbook of one sheet, the first row as its heads. Every cell is text: nothing is a formula.
 * The same rows give the same bytes: the archive's dates are fixed.
 */
export async function workbook(sheet: string, rows: readonly (readonly string[])[]): Promise<Buffer> {
  const cells = rows.map((row, index) => row.map((value) => ({ value, type: String, ...(index === 0 ? { fontWeight: 'bold' as const } : {}) })));
  const columns = (rows[0] ?? []).map((_, column) => ({ width: Math.min(48, Math.max(8, ...rows.map((row) => (row[column] ?? '').length)) + 2) }));
  const made = await writeXlsxFile(cells, { sheet, columns, stickyRowsCount: 1 }).toBuffer();
  const files = unzipSync(new Uint8Array(made));
  const names = Object.keys(files).toSorted((one, other) => first(one) - first(other) || (one < other ? -1 : 1));
  return Buffer.from(zipSync(Object.fromEntries(names.map((name) => [name, files[name] ?? new Uint8Array()])), { mtime: noDay }));
}

/** Readers look for the list of content types first. */
function first(name: string): number {
  return name === '[Content_Types].xml' ? 0 : 1;
}
