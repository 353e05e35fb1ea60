import type { DrillResult } from '../../model/result.ts';
import { durationWords } from '../../model/words.ts';
import { barTop, layouts, rowWords, type Layout } from './layout.ts';
import { outage } from './outage.ts';
import { section, utc } from './pieces.ts';
import { lastInstant, scale } from './scale.ts';
import { html } from './tag.ts';
import type { Part } from './tag.ts';

/** The run as two drawings: all its phases, and the outage with every service and step; each laid out for three widths. */
export function timeline(result: DrillResult): Part {
  const faultAt = result.faults[0]?.at ?? null;
  return section(
    'timeline',
    'Timeline',
    figure('The whole run, phase by phase', (layout) => (layout.stacked ? phaseRows(result, layout) : phaseStrip(result, layout))),
    faultAt === null
      ? html`<p class="none">No failure was caused, so there is no outage to draw.</p>`
      : figure(`The outage, in time since the failure at ${utc(faultAt)}`, (layout) => outage(result, Date.parse(faultAt), layout)),
    html`<p class="note">The same figures stand as tables under “Recovery time and data loss” and “Recovery steps”.</p>`,
  );
}

function figure(caption: string, drawing: (layout: Layout) => Part): Part {
  return html`<figure>
    <figcaption>${caption}</figcaption>
    ${layouts.map(drawing)}
  </figure>`;
}

function phaseStrip(result: DrillResult, { name, width }: Layout): Part {
  const end = lastInstant(result);
  const axis = scale(Date.parse(result.run.startedAt), end, 0, width);
  return html`<svg viewBox=${`0 0 ${width} 62`} role="img" aria-labelledby=${`strip-title-${name} strip-desc-${name}`} class=${`drawing ${name}`}>
    <title id=${`strip-title-${name}`}>Phases of the run</title>
    <desc id=${`strip-desc-${name}`}>${spoken(result)}</desc>
    ${result.phases.map((phase, index) => {
      const from = axis.x(Date.parse(phase.startedAt));
      const to = axis.x(phase.endedAt === null ? end : Date.parse(phase.endedAt));
      const dark = isDark(phase.phase);
      return html`<g
        ><rect x=${from} y="20" width=${Math.max(1.5, to - from - 1.5)} height="20" class=${dark ? 'band dark' : index % 2 === 0 ? 'band' : 'band soft'} />
        ${to - from > phase.phase.length * 7 + 6 ? html`<text x=${(from + to) / 2} y="34" text-anchor="middle" class=${dark ? 'inverse' : ''}>${phase.phase}</text>` : narrowLabel(phase.phase, { from, to, index, width })}</g
      >`;
    })}
  </svg>`;
}

/** The same, a row for each phase. */
function phaseRows(result: DrillResult, layout: Layout): Part {
  const end = lastInstant(result);
  const axis = scale(Date.parse(result.run.startedAt), end, layout.left, layout.right);
  const height = result.phases.length * layout.row + 4;
  return html`<svg
    viewBox=${`0 0 ${layout.width} ${height}`}
    role="img"
    aria-labelledby=${`strip-title-${layout.name} strip-desc-${layout.name}`}
    class=${`drawing ${layout.name}`}
  >
    <title id=${`strip-title-${layout.name}`}>Phases of the run</title>
    <desc id=${`strip-desc-${layout.name}`}>${spoken(result)}</desc>
    ${result.phases.map((phase, index) => {
      const y = index * layout.row;
      const from = axis.x(Date.parse(phase.startedAt));
      const to = axis.x(phase.endedAt === null ? end : Date.parse(phase.endedAt));
      return html`<g
        >${rowWords(layout, y, { label: phase.phase, figure: phaseWords(result.measured.phases[phase.phase]) })}
        <line x1=${layout.left} x2=${layout.right} y1=${y + barTop(layout) + 6} y2=${y + barTop(layout) + 6} class="track" />
        <rect x=${from} y=${y + barTop(layout)} width=${Math.max(2, to - from)} height="12" class=${isDark(phase.phase) ? 'band dark' : 'band'}
      /></g>`;
    })}
  </svg>`;
}

function isDark(phase: string): boolean {
  return phase === 'fault' || phase === 'felt' || phase === 'restore';
}

function spoken(result: DrillResult): string {
  return result.phases.map((phase) => `${phase.phase} ${phaseWords(result.measured.phases[phase.phase])}`).join(', ');
}

function phaseWords(seconds: number | undefined): string {
  return seconds === undefined ? 'without a recorded end' : durationWords(seconds);
}

/** The name of a phase too narrow to hold it, above or below; of the thinnest ones only the table speaks. */
function narrowLabel(name: string, { from, to, index, width }: { from: number; to: number; index: number; width: number }): Part {
  if (to - from < 10) return null;
  const middle = (from + to) / 2;
  const anchor = middle < 40 ? 'start' : middle > width - 40 ? 'end' : 'middle';
  const x = anchor === 'start' ? from : anchor === 'end' ? to : middle;
  return html`<text x=${x} y=${index % 2 === 0 ? 14 : 55} text-anchor=${anchor} class="small">${name}</text>`;
}
