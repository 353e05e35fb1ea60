import { describe, expect, it } from 'vitest';
import { terminalText } from '../../src/commands/terminal-text.ts';

describe('what reaches the terminal', () => {
  it('holds no escape, carriage return or turn of direction', () => {
    expect(terminalText('a\u001b[2Jb\rc\u202ed\u009b')).toBe('a\\u{1b}[2Jb\\u{d}c\\u{202e}d\\u{9b}');
  });
  it('keeps its lines', () => expect(terminalText('a:1:1: wrong\n  1 | x\n  hint')).toBe('a:1:1: wrong\n  1 | x\n  hint'));
  it.each([
    '::error::x',
    'a\n::add-mask::x',
    'a\n  ::set-output name=x::y',
    'a\n\u00a0::stop-commands::x',
    'a ##[error]x',
    '##vso[task.setvariable]x',
    '##teamcity[x]',
  ])('is no command to a CI service: %j', (text) => {
    expect(terminalText(text)).not.toMatch(/^\s*::|##\w*\[/mu);
    expect(terminalText(text).split('\n')).toHaveLength(text.split('\n').length);
  });
  it('keeps the headings of Markdown', () => expect(terminalText('## Order\n### Why')).toBe('## Order\n### Why'));
  it.each(['\u001b[1A\u001b[2K\u001b[1A', '::group::prepare', '::endgroup::'])('keeps what the progress says to the terminal itself: %j', (text) => {
    expect(terminalText(text)).toBe(text);
  });
  it.each(['x\u001b[1A\u001b[2K', '\u001b[1A\u001b[2K\u001b[1A\nx', '::group::a\nb', 'x\n::endgroup::', '::group::a\u001b[1A'])(
    'keeps it only alone: %j',
    (text) => {
      expect(terminalText(text)).not.toMatch(/(?!\n)\p{Cc}|^::/mu);
    },
  );
  it('keeps JSON the same value, without what a terminal would obey', () => {
    const value = { a: 'x\u009b2J\u202e\u001b\n::error::', b: ['é'] };
    for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
      expect(JSON.parse(terminalText(text))).toEqual(value);
      expect(terminalText(text).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(terminalText(text).split('\n')).toHaveLength(text.split('\n').length);
    }
  });
});
