import { printable } from '../model/printable.ts';

/** What the progress says to the terminal, or to GitHub, itself: always alone, and with nothing of anybody else in it. */
const own = /^(?:(?:\u001b\[(?:1A|2K))+|::group::[a-z-]+|::endgroup::)$/u; // oxlint-disable-line no-control-regex -- these are the controls that are let through
const control = /(?!\n)[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text as it may be shown: foreign text in it cannot move a terminal's cursor, nor give a command to a CI service
 * (`::error::` at a line's start, `##[…]`, `##vso[…]`). Its lines stay, and JSON stays the same value. Pure.
 */
export function terminalText(text: string): string {
  if (own.test(text)) return text;
  if (isJson(text)) return text.replace(control, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return text.split('\n').map(lineText).join('\n');
}

function lineText(line: string): string {
  return printable(line)
    .replace(/^(?=\s*::)/u, '\\')
    .replace(/##(?=\w*\[)/gu, String.raw`#\#`);
}

function isJson(text: string): boolean {
  if (!/^[[{]/u.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
