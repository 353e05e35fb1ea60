import { renderToStaticMarkup } from 'preact-render-to-string';
import { html } from '../report/tag.ts';
import type { Part } from '../report/tag.ts';
import type { PluginMatrix, PluginNode } from '../../model/plugin-matrix.ts';

const box = { width: 190, height: 58, gapX: 90, gapY: 22, margin: 24, bow: 46 } as const;

/** Room above the boxes for arrows that pass over one. */
const top = box.margin + box.bow;

interface Placed extends PluginNode {
  readonly x: number;
  readonly y: number;
}

/** The matrix as an accessible SVG of its own: what must come first stands left, an arrow leads to what needs it. */
export function matrixDrawing(matrix: PluginMatrix, title: string): string {
  const placed = place(matrix.plugins);
  const columns = Math.max(0, ...placed.map((plugin) => plugin.depth)) + 1;
  const rows = Math.max(1, ...placed.map((plugin) => placed.filter((other) => other.depth === plugin.depth).length));
  const width = columns * (box.width + box.gapX) - box.gapX + 2 * box.margin;
  const height = top + rows * (box.height + box.gapY) - box.gapY + box.margin;
  const spoken = matrix.plugins.map(({ place: at, slug, why }) => `${at}. ${slug}${why.length === 0 ? '' : `, ${why.join(', ')}`}`).join('. ');
  return renderToStaticMarkup(
    html`<svg xmlns="http://www.w3.org/2000/svg" viewBox=${`0 0 ${width} ${height}`} width=${width} height=${height} role="img" aria-labelledby="title desc">
      <title id="title">${`${title}: order of plugin reactivation`}</title>
      <desc id="desc">${spoken}</desc>
      <style>
        ${style}
      </style>
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" /></marker>
      </defs>
      ${matrix.edges.map((edge) => arrow(edge, placed))} ${placed.map(boxOf)}
    </svg>`,
  );
}

const style = `svg{font:14px system-ui,sans-serif;background:#fff}rect{fill:#f3f6f9;stroke:#5b6b7a}.phi rect{fill:#e6f0ff;stroke:#1c4f9c}
.guard rect{fill:#e9f7ec;stroke:#1d6b34}text{fill:#17212b}.soft{fill:#4a5966;font-size:12px}path.edge{fill:none;stroke:#5b6b7a;stroke-width:1.5}
path.rule{stroke-dasharray:5 4}marker path{fill:#5b6b7a}`;

function place(plugins: readonly PluginNode[]): readonly Placed[] {
  const filled = new Map<number, number>();
  return plugins.map((plugin) => {
    const row = filled.get(plugin.depth) ?? 0;
    filled.set(plugin.depth, row + 1);
    return { ...plugin, x: box.margin + plugin.depth * (box.width + box.gapX), y: top + row * (box.height + box.gapY) };
  });
}

/** Dashed where only the PHI rule asks for it, so that a reader sees what the files say and what Muster adds. */
function arrow({ before, after, because }: PluginMatrix['edges'][number], placed: readonly Placed[]): Part {
  const from = placed.find((plugin) => plugin.slug === before);
  const to = placed.find((plugin) => plugin.slug === after);
  if (from === undefined || to === undefined) return null;
  const passes = to.depth - from.depth > 1;
  const [x1, y1, x2, y2] = passes
    ? [from.x + box.width / 2, from.y, to.x + 24, to.y - 2]
    : [from.x + box.width, from.y + box.height / 2, to.x - 2, to.y + box.height / 2];
  const [bend, lift] = passes ? [30, box.bow + 14] : [(x2 - x1) / 2, 0];
  const ruled = because.every((reason) => reason === 'encrypts-first' || reason === 'logs-first');
  return html`<path
    class=${ruled ? 'edge rule' : 'edge'}
    d=${`M${x1} ${y1} C${x1 + bend} ${y1 - lift} ${x2 - bend} ${y2 - lift} ${x2} ${y2}`}
    marker-end="url(#tip)"
  />`;
}

function boxOf({ slug, place: at, tier, role, x, y }: Placed): Part {
  const kind = role === 'serves-phi' ? 'phi' : role === 'encrypts-phi' || role === 'logs-phi' ? 'guard' : 'other';
  return html`<g class=${kind} transform=${`translate(${x} ${y})`}>
    <rect width=${box.width} height=${box.height} rx="8" />
    <text x="12" y="24">${`${at}. ${shortened(slug)}`}</text>
    <text x="12" y="44" class="soft">${`tier ${tier}, ${role}`}</text>
  </g>`;
}

function shortened(slug: string): string {
  return slug.length > 20 ? `${slug.slice(0, 19)}…` : slug;
}
