import type { DrillResult } from '../../model/result.ts';
import { serviceProbes } from '../../model/reading.ts';
import { durationWords, plural, serviceWords } from '../../model/words.ts';
import { section, utc } from './pieces.ts';
import { lastInstant, outageWindow, plotLeft, plotRight, scale, ticks, width } from './scale.ts';
import type { Scale } from './scale.ts';
import { html } from './tag.ts';
import type { Part } from './tag.ts';

const row = 26;

/** The run as two drawings: all its phases, and the outage with every service and step. */
export function timeline(result: DrillResult): Part {
  const faultAt = result.faults[0]?.at ?? null;
  return section(
    'timeline',
    'Timeline',
    figure('The whole run, phase by phase', phaseStrip(result)),
    faultAt === null
      ? html`<p class="none">No failure was caused, so there is no outage to draw.</p>`
      : figure(`The outage, in time since the failure at ${utc(faultAt)}`, outage(result, Date.parse(faultAt))),
    html`<p class="note">The same figures stand as tables under “Recovery time and data loss” and “Recovery steps”.</p>`,
  );
}

function figure(caption: string, drawing: Part): Part {
  return html`<figure>
    <figcaption>${caption}</figcaption>
    <div class="scroll" role="region" aria-label=${caption} tabindex="0">${drawing}</div>
  </figure>`;
}

function phaseStrip(result: DrillResult): Part {
  const end = lastInstant(result);
  const axis = scale(Date.parse(result.run.startedAt), end, 0, width);
  const words = result.phases.map((phase) => `${phase.phase} ${phaseWords(result.measured.phases[phase.phase])}`).join(', ');
  return html`<svg viewBox=${`0 0 ${width} 62`} role="img" aria-labelledby="strip-title strip-desc" class="drawing">
    <title id="strip-title">Phases of the run</title>
    <desc id="strip-desc">${words}</desc>
    ${result.phases.map((phase, index) => {
      const from = axis.x(Date.parse(phase.startedAt));
      const to = axis.x(phase.endedAt === null ? end : Date.parse(phase.endedAt));
      const dark = phase.phase === 'fault' || phase.phase === 'felt' || phase.phase === 'restore';
      return html`<g
        ><rect x=${from} y="20" width=${Math.max(1.5, to - from - 1.5)} height="20" class=${dark ? 'band dark' : index % 2 === 0 ? 'band' : 'band soft'} />
        ${to - from > phase.phase.length * 7 + 6 ? html`<text x=${(from + to) / 2} y="34" text-anchor="middle" class=${dark ? 'inverse' : ''}>${phase.phase}</text>` : narrowLabel(phase.phase, from, to, index)}</g
      >`;
    })}
  </svg>`;
}

function phaseWords(seconds: number | undefined): string {
  return seconds === undefined ? 'without a recorded end' : durationWords(seconds);
}

/** The name of a phase too narrow to hold it, above or below; of the thinnest ones only the table speaks. */
function narrowLabel(name: string, from: number, to: number, index: number): Part {
  if (to - from < 10) return null;
  const middle = (from + to) / 2;
  const anchor = middle < 40 ? 'start' : middle > width - 40 ? 'end' : 'middle';
  const x = anchor === 'start' ? from : anchor === 'end' ? to : middle;
  return html`<text x=${x} y=${index % 2 === 0 ? 14 : 55} text-anchor=${anchor} class="small">${name}</text>`;
}

function outage(result: DrillResult, faultMs: number): Part {
  const axis = scale(...windowOf(result, faultMs));
  const stepsTop = 66 + serviceProbes.length * row + 30;
  const watchTop = stepsTop + result.steps.length * row + 30;
  const bottom = watchTop + result.watchers.length * row + 6;
  return html`<svg viewBox=${`0 0 ${width} ${bottom + 34}`} role="img" aria-labelledby="out-title out-desc" class="drawing">
    <title id="out-title">The outage from the failure to the recovery</title>
    <desc id="out-desc">${spoken(result)}</desc>
    ${gridLines(axis, faultMs, bottom)} ${marks(result, axis, faultMs)}
    <text x="0" y="60" class="group">Services did not work</text>
    ${serviceProbes.map((service, index) => serviceRow(result, service, { axis, y: 66 + index * row }))}
    <text x="0" y=${stepsTop - 6} class="group">Steps of the runbook (dashed: planned)</text>
    ${result.steps.map((step, index) => stepRow(step, { axis, y: stepsTop + index * row }))}
    <text x="0" y=${watchTop - 6} class="group">Watchers looked</text>
    ${result.watchers.map((one, index) => watcherRow(result, one, { axis, y: watchTop + index * row }))} ${limit(result, axis, { faultMs, bottom })}
    <line x1=${axis.x(faultMs)} x2=${axis.x(faultMs)} y1="6" y2=${bottom} class="fault" />
  </svg>`;
}

function windowOf(result: DrillResult, faultMs: number): [number, number] {
  const { from, to } = outageWindow(result, faultMs);
  return [from, to];
}

function spoken({ measured, objectives, outages, steps, watchers }: DrillResult): string {
  const down = outages.map(
    (one) => `${serviceWords[one.service] ?? one.service} did not work ${one.seconds === null ? 'until the end' : `for ${durationWords(one.seconds)}`}`,
  );
  const done = steps.map(
    (step) => `${step.heading}: ${step.seconds === null ? 'not carried out' : durationWords(step.seconds)} of ${durationWords(step.plannedSeconds)} planned`,
  );
  const watched = watchers.map((one) => `watcher ${one.kind}: ${plural(one.samples, 'look')}, ${plural(one.findings.length, 'finding')}`);
  const rto = measured.rtoSeconds === null ? 'not measured' : durationWords(measured.rtoSeconds);
  return `${measured.rtoName} ${rto}, objective ${durationWords(objectives.rtoSeconds)}. ${[...down, ...done, ...watched].join('. ')}.`;
}

function gridLines(axis: Scale, zero: number, bottom: number): Part {
  return html`<g
    >${ticks(axis, zero).map((second) => {
      const x = axis.x(zero + second * 1000);
      const label = second === 0 ? 'failure' : `${second > 0 ? '+' : '−'}${durationWords(Math.abs(second))}`;
      return html`<g
        ><line x1=${x} x2=${x} y1="44" y2=${bottom} class="grid" /><text x=${x} y=${bottom + 20} text-anchor="middle" class="small">${label}</text></g
      >`;
    })}</g
  >`;
}

/** RPO back from the failure, RTO forward, as two brackets above the rows. */
function marks({ measured }: DrillResult, axis: Scale, faultMs: number): Part {
  const { rtoSeconds, rpoSeconds, rtoName } = measured;
  const x = axis.x(faultMs);
  return html`<g>
    ${rpoSeconds === null ? null : bracket(axis.x(faultMs - rpoSeconds * 1000), x, { label: `RPO ${durationWords(rpoSeconds)}`, className: 'rpo', beside: 'left', open: faultMs - rpoSeconds * 1000 < axis.from })}
    ${rtoSeconds === null ? null : bracket(x, axis.x(faultMs + rtoSeconds * 1000), { label: `${rtoName} ${durationWords(rtoSeconds)}`, className: 'rto', beside: 'middle', open: false })}
  </g>`;
}

/** A bracket; `open` when it begins before the drawing does. */
function bracket(
  from: number,
  to: number,
  { label, className, beside, open }: { label: string; className: string; beside: 'left' | 'middle'; open: boolean },
): Part {
  const left = beside === 'left';
  return html`<g class=${className}
    ><path d=${`${open ? `M${from} 28` : `M${from} 38V28`}H${to}V38`} fill="none" stroke-dasharray=${open ? '5 3' : null} />
    <text x=${left ? from - 8 : (from + to) / 2} y=${left ? 36 : 20} text-anchor=${left ? 'end' : 'middle'}>${label}</text></g
  >`;
}

interface Place {
  readonly axis: Scale;
  readonly y: number;
}

function serviceRow({ outages, measured }: DrillResult, service: string, { axis, y }: Place): Part {
  const down = measured.services[service]?.downSeconds ?? null;
  const mine = outages.filter((one) => one.service === service);
  const said = down !== null ? durationWords(down) : mine.length > 0 ? 'still down' : 'not sampled';
  return html`<g
    ><text x="0" y=${y + 17}>${serviceWords[service] ?? service}</text>
    <line x1=${plotLeft} x2=${plotRight} y1=${y + 12} y2=${y + 12} class="track" />
    ${mine.map((one) => html`<rect x=${axis.x(Date.parse(one.from))} y=${y + 6} width=${Math.max(2, axis.x(one.to === null ? axis.to : Date.parse(one.to)) - axis.x(Date.parse(one.from)))} height="12" class="down" />`)}
    <text x=${plotRight + 12} y=${y + 17} class="figure">${said}</text></g
  >`;
}

function stepRow(step: DrillResult['steps'][number], { axis, y }: Place): Part {
  const from = step.startedAt === null ? null : Date.parse(step.startedAt);
  const byHand = step.state === 'pending' ? 'to be attested' : step.state === 'succeeded' ? 'attested' : 'not carried out';
  const said = step.seconds === null ? byHand : `${durationWords(step.seconds)} of ${durationWords(step.plannedSeconds)}`;
  return html`<g
    ><text x="0" y=${y + 17}>${shorten(step.heading)}</text>
    <line x1=${plotLeft} x2=${plotRight} y1=${y + 12} y2=${y + 12} class="track" />
    ${from === null ? null : html`<rect x=${axis.x(from)} y=${y + 3} width=${Math.max(3, axis.x(from + step.plannedSeconds * 1000) - axis.x(from))} height="18" class="plan" />`}
    ${from === null ? null : html`<rect x=${axis.x(from)} y=${y + 6} width=${Math.max(2, axis.x(from + (step.seconds ?? 0) * 1000) - axis.x(from))} height="12" class=${`work ${step.state}`} />`}
    <text x=${plotRight + 12} y=${y + 17} class="figure">${said}</text></g
  >`;
}

/** From its first look to its last; what it found stands as a mark at the end, in words beside it. */
function watcherRow(result: DrillResult, watcher: DrillResult['watchers'][number], { axis, y }: Place): Part {
  const began = result.timeline.find((event) => event.what === 'watcher-started' && event.text.startsWith(`Watcher ${watcher.kind} `));
  const from = axis.x(began === undefined ? axis.from : Date.parse(began.at));
  const to = axis.x(watcher.endedAt === null ? axis.to : Date.parse(watcher.endedAt));
  const found = watcher.findings.length;
  return html`<g
    ><text x="0" y=${y + 17}>${watcher.kind}</text>
    <line x1=${from} x2=${to} y1=${y + 12} y2=${y + 12} class="watch" />
    ${found === 0 ? null : html`<circle cx=${to} cy=${y + 12} r="5" class="found" />`}
    <text x=${plotRight + 12} y=${y + 17} class="figure">${plural(watcher.samples, 'look')}${found === 0 ? '' : `, ${plural(found, 'finding')}`}</text></g
  >`;
}

/** Where the recovery had to be over, when the drawing reaches that far; otherwise that it does not. */
function limit({ objectives, measured }: DrillResult, axis: Scale, { faultMs, bottom }: { faultMs: number; bottom: number }): Part {
  const at = faultMs + objectives.rtoSeconds * 1000;
  const words = `${measured.rtoName} objective ${durationWords(objectives.rtoSeconds)}`;
  if (at > axis.to) return html`<text x=${plotRight + 130} y="20" text-anchor="end" class="small">${words} ${'\u2192'}</text>`;
  return html`<g
    ><line x1=${axis.x(at)} x2=${axis.x(at)} y1="26" y2=${bottom} class="limit" /><text x=${axis.x(at)} y="12" text-anchor="middle" class="small"
      >${words}</text
    ></g
  >`;
}

function shorten(heading: string): string {
  return heading.length <= 36 ? heading : `${heading.slice(0, 35).trimEnd()}…`;
}
