import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leakScan } from '../../src/evidence/leak-scan.ts';

const value = 'Öykü <Tuna> & "O\'Neil" 555-0143/α';
const files = (text: string): ReadonlyMap<string, Buffer> => new Map([['report.html', Buffer.from(text)]]);
const kinds = (text: string): readonly string[] => leakScan(files(text), [value]).hits.map((hit) => hit.kind);
const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
const unicode = (text: string): string =>
  [...text]
    .map((letter) => (letter.charCodeAt(0) > 126 ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter))
    .join('')
    .replaceAll('"', '\\"')
    .replaceAll('/', '\\/');

describe('the leak scan', () => {
  it.each([
    ['plain', `before ${value} after`, 'plain'],
    ['HTML-escaped', `<td>${html(value)}</td>`, 'html'],
    ['URL-escaped', `?q=${encodeURIComponent(value)}`, 'url'],
    ['URL-escaped with plus signs', `?q=${encodeURIComponent(value).replaceAll('%20', '+')}`, 'url'],
    ['JSON-escaped', JSON.stringify({ a: value }), 'json'],
    ['JSON-escaped to ASCII', `"${unicode(value)}"`, 'json'],
    ['hex', Buffer.from(`x${value}`).toString('hex'), 'hex'],
    ['HTML-escaped JSON', html(JSON.stringify({ a: value })), 'html>json'],
    ['base64 of JSON', Buffer.from(JSON.stringify({ a: value })).toString('base64'), 'base64>json'],
    ['base64url', Buffer.from(value).toString('base64url'), 'base64'],
  ])('finds a value %s', (_how, text, kind) => expect(kinds(text)).toContain(kind));

  it('finds base64 at every alignment, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), fc.stringMatching(/^[a-z0-9]{0,5}$/u), (before, after, glued) => {
        const text = glued + Buffer.from(before + value + after).toString('base64');
        expect(kinds(text).length).toBeGreaterThan(0);
      }),
    );
  });
  it('finds nothing where nothing is, and never says the value', () => {
    expect(leakScan(files('a calm report, 2000 orders'), [value, 'Zeynep Testperson']).hits).toEqual([]);
    expect(JSON.stringify(leakScan(files(value), [value]))).not.toContain('555-0143');
  });
  it('says how many values are too short to look for', () => expect(leakScan(files('abc'), ['abc', 'ab']).tooShort).toBe(2));
  it('takes twenty thousand values and a megabyte in a few seconds', () => {
    const values = Array.from({ length: 20_000 }, (_, index) => `canary-${index.toString(36)}-value`);
    const text = Array.from({ length: 20_000 }, (_, index) => `event ${index} of the journal, digest ${(index * 7919).toString(16)}`).join('\n');
    expect(leakScan(files(`${text}${values[777]}`), values).hits).toEqual([{ file: 'report.html', kind: 'plain', count: 1 }]);
  }, 8000);
});
