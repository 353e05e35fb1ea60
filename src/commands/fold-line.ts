/**
 * A line of text for a terminal of `columns`: broken between words, what goes on stands two columns deeper than the line
 * began. A word that is longer than a line stays whole; without `columns` (no terminal) the line stays as it is. Pure.
 */
export function foldLine(line: string, columns: number | undefined): readonly string[] {
  if (columns === undefined || columns < 40 || line.length <= columns) return [line];
  const margin = ' '.repeat(line.length - line.trimStart().length);
  const lines: string[] = [];
  let current = '';
  for (const word of line.trimStart().split(/(?<= )(?! )/u)) {
    const start = lines.length === 0 ? margin : `${margin}  `;
    if (current !== '' && (start + current + word.trimEnd()).length > columns) {
      lines.push((start + current).trimEnd());
      current = '';
    }
    current += word;
  }
  return [...lines, (lines.length === 0 ? margin : `${margin}  `) + current];
}
