import { decodedTexts } from './leak-scan.ts';

/** What no decoding of a text leaves: the rubble of digests that were taken for base64. */
const rubble = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\ufffd]+/u;

/**
 * Everything that a reader of these files could make out, plain and with each encoding undone once, as lines of words;
 * each line once. A value that is broken over two lines is then in two pieces.
 */
export function candidateText(files: ReadonlyMap<string, Buffer>): Buffer {
  const lines = new Set<string>();
  for (const bytes of files.values()) {
    for (const text of decodedTexts(bytes)) {
      for (const piece of text.split(rubble)) {
        const line = piece.replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, ' ').trim();
        if (line.length >= 5) lines.add(line);
      }
    }
  }
  return Buffer.from([...lines].join('\n'));
}
