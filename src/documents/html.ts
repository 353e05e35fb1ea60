import { toHtml } from 'hast-util-to-html';
import { toHast } from 'mdast-util-to-hast';
import type { Block } from '../model/markdown.ts';
import type { LongDocument } from '../model/document.ts';

/** The document as one self-contained page: no script, no network, light and dark, for screen and paper. */
export function documentHtml({ title, subtitle, marking, at, blocks, charts }: LongDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header><p class="marking">${escaped([...marking, at.slice(0, 10)].join(' · '))}</p><h1>${escaped(title)}</h1><p class="subtitle">${escaped(subtitle)}</p></header>
<nav aria-label="Contents"><ol>${contents(blocks)}</ol></nav>
<main>
${body(blocks, charts)}
</main>
</body>
</html>
`;
}

/** Headings get an id; tables can be scrolled by keyboard where a screen is narrow; plots stand in the page. */
function body(blocks: readonly Block[], charts: LongDocument['charts']): string {
  const tree = toHast({ type: 'root', children: [...blocks] });
  const ids = idsOf(blocks);
  let next = 0;
  const children = ('children' in tree ? tree.children : []).map((node) => {
    if (node.type !== 'element') return node;
    if (/^h[1-6]$/u.test(node.tagName)) return { ...node, properties: { ...node.properties, id: ids[next++] ?? '' } };
    if (node.tagName !== 'table') return node;
    return { type: 'element' as const, tagName: 'div', properties: { className: ['wide'], tabIndex: 0, role: 'region', ariaLabel: 'Table' }, children: [node] };
  });
  const html = toHtml({ type: 'root', children });
  return [...charts].reduce(
    (text, [url, svg]) => text.replaceAll(`src="${url}"`, `src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}"`),
    html,
  );
}

function contents(blocks: readonly Block[]): string {
  const ids = idsOf(blocks);
  return headingsOf(blocks)
    .map((block, index) => ({ block, id: ids[index] ?? '' }))
    .filter(({ block }) => block.depth === 2)
    .map(({ block, id }) => `<li><a href="#${id}">${escaped(textOf(block))}</a></li>`)
    .join('');
}

type Heading = Extract<Block, { type: 'heading' }>;

function headingsOf(blocks: readonly Block[]): readonly Heading[] {
  return blocks.filter((block) => block.type === 'heading');
}

/** By order of headings: their words, with a number where they stand twice. */
function idsOf(blocks: readonly Block[]): readonly string[] {
  const seen = new Map<string, number>();
  return headingsOf(blocks).map((block) => {
    const slug =
      textOf(block)
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/gu, '-')
        .replaceAll(/^-|-$/gu, '') || 'part';
    const count = (seen.get(slug) ?? 0) + 1;
    seen.set(slug, count);
    return count === 1 ? slug : `${slug}-${count}`;
  });
}

function textOf({ children }: Heading): string {
  return children.map((child) => ('value' in child ? child.value : '')).join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Colours as in the run's report: at least 4.5:1 on their paper, light and dark. */
const style = `
:root{--paper:#fdfcf8;--ink:#1f1d1a;--quiet:#5d584f;--rule:#d8d2c4;--wash:#f4f1e8;--link:#1f4e79}
@media (prefers-color-scheme:dark){:root{--paper:#181715;--ink:#ebe6db;--quiet:#aca597;--rule:#3b3832;--wash:#211f1c;--link:#9cc4ea}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:400 1rem/1.55 system-ui,-apple-system,"Segoe UI",Arial,"Liberation Sans",sans-serif}
body{margin:0 auto;max-width:70rem;padding:1.5rem clamp(1rem,4vw,3rem) 4rem;overflow-wrap:anywhere}
.marking{font-size:.75rem;font-weight:600;letter-spacing:.08em;text-transform:uppercase;color:var(--quiet)}
h1{font-size:clamp(1.6rem,5vw,2.4rem);line-height:1.15;margin:.3rem 0 .5rem}
h2{font-size:1.35rem;margin:2.5rem 0 .8rem;padding-bottom:.35rem;border-bottom:1px solid var(--rule)}
h3{font-size:1.08rem;margin:1.6rem 0 .5rem}
.subtitle{color:var(--quiet);max-width:44em}
p,ul{max-width:48em}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
nav{border-block:1px solid var(--rule);padding:.8rem 0;font-size:.9rem}
nav ol{columns:3 13rem;margin:0;padding-left:1.6rem}
nav li{break-inside:avoid}
nav a{display:inline-block;min-height:24px;padding:.12rem 0}
h4{font-size:1rem;margin:1.2rem 0 .4rem}
.wide{overflow-x:auto;margin:0 0 1.2rem}
table{border-collapse:collapse;width:100%;font-size:.87rem;line-height:1.4}
th,td{text-align:left;vertical-align:top;padding:.4rem .7rem .4rem 0;border-bottom:1px solid var(--rule);min-width:5.5rem}
th{color:var(--quiet);font-weight:600}
code{font:.88em ui-monospace,Menlo,Consolas,"Liberation Mono",monospace}
pre{background:var(--wash);padding:.8rem 1rem;overflow-x:auto}
img{max-width:100%;height:auto;background:#fdfcf8}
@media print{html{font-size:10pt;background:none}nav{display:none}h2,h3{break-after:avoid}tr,img{break-inside:avoid}.wide{overflow:visible}}
`;
