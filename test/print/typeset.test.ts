import { describe, expect, test } from 'vitest';
import { loadCompiler } from '../../src/print/compiler.ts';
import { templates } from '../../src/print/templates.ts';
import { typeset } from '../../src/print/typeset.ts';
import { attachmentsOf, fontsOf, textOf } from '../fixtures/pdf.ts';

const source = `#import "/house.typ": *
#let data = json("/data.json")
#show: house.with(data.meta)
= First
#facts(data.rows)
#listing(("Name", "State"), data.rows.map(r => (code(r.at(0)), mark("good", "held"))))
`;
const data = {
  meta: { title: 'A packet', subtitle: 'Of a shop', marking: ['Exercise', 'No PHI'], running: 'run 1a2b', contents: true },
  rows: [
    ['Site', 'Clinic *shop* #1 $x$ <b>'],
    ['Digest', `sha256:${'0123456789abcdef'.repeat(4)}`],
  ],
};
const date = '2026-11-28T16:00:00.250Z';
const attachments = [
  { name: 'result.json', content: '{"verdict":"pass"}', mimeType: 'application/json', description: 'The result', relationship: 'source' as const },
];

describe('typeset', () => {
  test('gives the same bytes for the same input, and other bytes for other data', async () => {
    const [one, two] = [await typeset({ source, data, date, attachments }), await typeset({ source, data, date, attachments })];
    expect(one.equals(two)).toBe(true);
    const other = await typeset({ source, data: { ...data, rows: [['Site', 'Another']] }, date, attachments });
    expect(other.equals(one)).toBe(false);
    expect(await textOf(one)).not.toContain('Another');
  });

  test('takes two documents at once apart', async () => {
    const [one, other] = await Promise.all([typeset({ source, data, date }), typeset({ source, data: { ...data, rows: [['Site', 'The second one']] }, date })]);
    expect(await textOf(one)).not.toContain('The second one');
    expect(await textOf(other)).toContain('The second one');
  });

  test('says of itself that it is PDF/A-3a, dated by its data', async () => {
    const pdf = (await typeset({ source, data, date, attachments })).toString('latin1');
    expect(pdf).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(pdf).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
    for (const part of ['/StructTreeRoot', '/MarkInfo', '/Lang (en)', '/AFRelationship /Source', '/OutputIntents']) expect(pdf, part).toContain(part);
    expect(pdf).not.toMatch(/\/(URI|Launch|JavaScript)\b/u);
    expect(pdf).toContain('<xmp:CreateDate>2026-11-28T16:00:00+00:00</xmp:CreateDate>');
  });

  test('shows markup in the data as the text it is', async () => {
    expect(await textOf(await typeset({ source, data, date }))).toContain('Clinic *shop* #1 $x$ <b>');
  });

  test('sets text in the fonts that Muster brings, and no other', async () => {
    const fonts = fontsOf(await typeset({ source, data, date }));
    expect(fonts).toEqual(['IBMPlexMono-Regular', 'IBMPlexSans-Bold', 'IBMPlexSans-Regular', 'IBMPlexSans-SemiBold']);
  });

  test('writes a character that no font holds as its number', async () => {
    const printed = await textOf(await typeset({ source, data: { ...data, rows: [['Site', '薬 shop\u202e \u0007🙂']] }, date }));
    expect(printed).toContain('[U+85AC] shop[U+202E] [U+0007][U+1F642]');
  });

  test('holds the attachment as it was given', async () => {
    expect(await attachmentsOf(await typeset({ source, data, date, attachments }))).toEqual({ 'result.json': '{"verdict":"pass"}' });
  });

  test('says what is missing and how to get it, where the optional packages are not installed', async () => {
    const absent = loadCompiler(() => Promise.reject(new Error("Cannot find package '@myriaddreamin/typst-ts-node-compiler'")));
    await expect(absent).rejects.toMatchObject({ code: 'PRINT_UNAVAILABLE', hint: expect.stringContaining('--include=optional') });
  });

  test('has templates that ask neither the clock nor a package of somewhere else', async () => {
    const files = [...(await templates())];
    expect(files.map(([name]) => name)).toContain('house.typ');
    for (const [name, content] of files) expect(content.toString(), name).not.toMatch(/@preview|datetime\.today|https?:/u);
  });

  test('names wrong markup as our own mistake', async () => {
    await expect(typeset({ source: '#nothing(', data: null, date })).rejects.toMatchObject({ code: 'BUG' });
  });
});
