import { fromMarkdown } from 'mdast-util-from-markdown';
import { printable } from '../model/printable.ts';
import { diagnose, type Diagnostic, type Problem, type Span, type Source } from './diagnostic.ts';
import { nearest } from './nearest.ts';
import { readYaml, type Region, type YamlDocument } from './yaml-document.ts';

type Root = ReturnType<typeof fromMarkdown>;
type Block = Root['children'][number];
type Code = Extract<Block, { type: 'code' }>;
type Heading = Extract<Block, { type: 'heading' }>;

/** One `## ` heading of a runbook, and its `yaml step` block when it has one. */
export interface StepSection {
  readonly heading: string;
  readonly slug: string;
  readonly span: Span;
  /** From 1. */
  readonly line: number;
  readonly block: YamlDocument | null;
}

/** A runbook as it is written, before its blocks are checked against the step kinds. */
export interface RunbookDocument {
  readonly source: Source;
  readonly frontMatter: YamlDocument | null;
  readonly steps: readonly StepSection[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a runbook: front matter, steps, blocks. Never throws. */
export function readRunbook(source: Source): RunbookDocument {
  const end = endOfFrontMatter(source.text);
  if (end === null) return { source, frontMatter: null, steps: [], diagnostics: [diagnose(source, { start: 0, end: 3 }, noFrontMatter)] };
  const tooDeep = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*){33}/mu.exec(source.text);
  if (tooDeep)
    return {
      source,
      frontMatter: null,
      steps: [],
      diagnostics: [
        diagnose(
          source,
          { start: tooDeep.index, end: tooDeep.index + 1 },
          { code: 'too-deep', message: 'lists or quotes are nested deeper than 32 levels', hint: 'No runbook needs that.' },
        ),
      ],
    };
  const frontMatter = readYaml(source, { text: source.text.slice(4, end.start), toFile: (offset) => offset + 4 });
  // Blanked, so that every offset of the Markdown is an offset of the file.
  const markdown = source.text.slice(0, end.after).replace(/[^\n]/gu, ' ') + source.text.slice(end.after);
  const read = sections(source, fromMarkdown(markdown));
  return { source, frontMatter, ...read, diagnostics: [...frontMatter.diagnostics, ...read.diagnostics] };
}

/** A heading as an id: small letters, digits and hyphens; empty when nothing of it remains. */
function slug(heading: string): string {
  return heading
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-|-$/gu, '')
    .slice(0, 64)
    .replace(/-$/u, '');
}

const noFrontMatter: Problem = {
  code: 'markdown',
  message: 'a runbook starts with front matter: a line `---`, then runbook and title, then a line `---`',
  hint: 'Put these four lines on top: `---`, `runbook: name-of-this-file`, `title: What it restores`, `---`.',
};

function endOfFrontMatter(text: string): { start: number; after: number } | null {
  if (!text.startsWith('---\n')) return null;
  const found = /^---[ \t]*$/mu.exec(text.slice(4));
  return found === null ? null : { start: found.index + 4, after: found.index + 4 + found[0].length };
}

function sections(source: Source, root: Root): { steps: readonly StepSection[]; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const steps: StepSection[] = [];
  for (const node of root.children) {
    if (node.type === 'heading' && node.depth === 2) steps.push(section(node));
    const found = node.type === 'code' ? stepBlock(source, node) : nestedBlock(source, node);
    if (found === null) continue;
    if (!('block' in found)) {
      diagnostics.push(found);
      continue;
    }
    const step = steps.at(-1);
    if (step === undefined || step.block !== null) diagnostics.push(diagnose(source, spanOf(node), step === undefined ? headless : second));
    else steps[steps.length - 1] = { ...step, block: found.block };
    diagnostics.push(...found.block.diagnostics);
  }
  if (steps.length === 0)
    diagnostics.push(diagnose(source, { start: 0, end: 3 }, { code: 'markdown', message: 'holds no step', hint: 'Each `## ` heading is a step.' }));
  return { steps, diagnostics };
}

const headless: Problem = { code: 'step', message: 'this block stands under no `## ` heading', hint: 'Put a `## ` heading above it: it names the step.' };
const second: Problem = { code: 'step', message: 'a second `yaml step` block under the same heading', hint: 'Give it a `## ` heading of its own.' };

function section(node: Heading): StepSection {
  const heading = printable(plainText(node)).trim();
  const span = spanOf(node);
  return { heading, slug: slug(heading), span, line: node.position?.start.line ?? 1, block: null };
}

/** A `yaml step` block; a diagnostic for one that was probably meant to be; null for any other code. */
function stepBlock(source: Source, node: Code): { block: YamlDocument } | Diagnostic | null {
  const info = [node.lang ?? '', node.meta ?? ''].join(' ').trim();
  const span = spanOf(node);
  if (info !== 'yaml step') {
    const meant = nearest(info, ['yaml step']);
    const close = meant !== undefined && /step|stp|setp/iu.test(info);
    return close
      ? diagnose(source, firstLine(source, span), {
          code: 'step',
          message: `this block is marked "${info}", so nothing of it would run`,
          hint: 'Did you mean "yaml step"?',
          nearest: 'yaml step',
        })
      : null;
  }
  const fence = /^[`~]{3,}/u.exec(source.text.slice(span.start, span.end))?.[0] ?? '```';
  const lines = source.text.slice(span.start, span.end).split('\n');
  if (lines.length < 2 || !(lines.at(-1) ?? '').trim().startsWith(fence))
    return diagnose(source, firstLine(source, span), { code: 'markdown', message: 'this block is never closed', hint: `Close it with a line ${fence}.` });
  return { block: readYaml(source, blockRegion(source, span)) };
}

/** Blocks that hang below a list or quote: their heading would be a guess. */
function nestedBlock(source: Source, node: Block): Diagnostic | null {
  if (!('children' in node)) return null;
  for (const child of node.children) {
    if (child.type === 'code' && child.lang === 'yaml' && child.meta === 'step')
      return diagnose(source, spanOf(child), {
        code: 'step',
        message: 'a `yaml step` block inside a list or quote belongs to no heading',
        hint: 'Move it to the left margin, below its `## ` heading.',
      });
    const found = nestedBlock(source, child);
    if (found !== null) return found;
  }
  return null;
}

/** The text between the fences, as it stands: offsets differ from the file's by a constant. */
function blockRegion(source: Source, span: Span): Region {
  const start = source.text.indexOf('\n', span.start) + 1;
  const end = source.text.lastIndexOf('\n', span.end - 1);
  return { text: source.text.slice(start, Math.max(start, end)), toFile: (offset) => offset + start };
}

function plainText(node: Block): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(plainText).join('') : '';
}

function firstLine(source: Source, span: Span): Span {
  const end = source.text.indexOf('\n', span.start);
  return { start: span.start, end: end === -1 ? span.end : end };
}

function spanOf(node: Block): Span {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 1 };
}
