/** One line of a chart; null where nothing was measured. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly title: string;
  /** Of the values, in words: `seconds`. */
  readonly unit: string;
  /** Along the bottom. */
  readonly marks: readonly string[];
  readonly series: readonly Series[];
}

const size = { width: 640, height: 230, left: 62, right: 16, top: 34, bottom: 30 } as const;
const signs = ['circle', 'square', 'triangle', 'diamond'] as const;
const inks = ['#1f4e79', '#a0241c', '#1d6838', '#7b4d00'] as const;

/** A line chart as SVG with its values in words; lines differ by the form of their points, never by colour alone. */
export function chartSvg({ title, unit, marks, series }: Chart): string {
  const most = Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const x = (index: number): number => size.left + ((size.width - size.left - size.right) * (index + 0.5)) / Math.max(1, marks.length);
  const y = (value: number): number => size.height - size.bottom - ((size.height - size.top - size.bottom) * value) / most;
  const words = series
    .map(({ name, values }) => `${name}: ${values.map((value, index) => `${marks[index] ?? ''} ${value ?? 'not measured'}`).join(', ')}`)
    .join('. ');
  const grid = [0, most / 2, most].map(
    (value) =>
      `<line x1="${size.left}" x2="${size.width - size.right}" y1="${round(y(value))}" y2="${round(y(value))}" stroke="#d8d2c4"/><text x="${size.left - 6}" y="${round(y(value) + 4)}" text-anchor="end">${round(value)}</text>`,
  );
  const axis = marks.map((mark, index) => `<text x="${round(x(index))}" y="${size.height - 10}" text-anchor="middle">${escaped(mark)}</text>`);
  const lines = series.map((one, index) => lineOf(one, { x, y, ink: inks[index % inks.length] ?? '#1f4e79', sign: signs[index % signs.length] ?? 'circle' }));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" font-family="IBM Plex Sans, Arial, sans-serif" font-size="11" fill="#1f1d1a"><title>${escaped(title)}</title><desc>${escaped(words)}</desc><text x="${size.left}" y="16" font-size="12" font-weight="600">${escaped(`${title}, ${unit}`)}</text>${grid.join('')}${axis.join('')}${lines.join('')}</svg>`;
}

interface Place {
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
  readonly ink: string;
  readonly sign: (typeof signs)[number];
}

/** A gap in the values is a gap in the line. */
function lineOf({ name, values }: Series, { x, y, ink, sign }: Place): string {
  const points = values.map((value, index) => (value === null ? null : { px: round(x(index)), py: round(y(value)) }));
  const path = points.map((point, index) => (point === null ? '' : `${points[index - 1] ? 'L' : 'M'}${point.px} ${point.py}`)).join('');
  const last = points.findLast((point) => point !== null);
  const label =
    last === null || last === undefined
      ? ''
      : `<text x="${Math.min(last.px + 7, size.width - 10)}" y="${last.py - 6}" text-anchor="${last.px > size.width - 160 ? 'end' : 'start'}" fill="${ink}">${escaped(name)}</text>`;
  return `<path d="${path}" fill="none" stroke="${ink}" stroke-width="1.6"/>${points.map((point) => (point === null ? '' : signAt(point, sign, ink))).join('')}${label}`;
}

function signAt({ px, py }: { readonly px: number; readonly py: number }, sign: (typeof signs)[number], ink: string): string {
  const d = { circle: '', square: `M${px - 3} ${py - 3}h6v6h-6z`, triangle: `M${px} ${py - 4}l4 7h-8z`, diamond: `M${px} ${py - 4}l4 4l-4 4l-4 -4z` }[sign];
  return d === '' ? `<circle cx="${px}" cy="${py}" r="3.2" fill="${ink}"/>` : `<path d="${d}" fill="${ink}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
