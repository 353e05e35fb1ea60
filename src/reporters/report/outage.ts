import type { DrillResult } from '../../model/result.ts';
import { serviceProbes } from '../../model/reading.ts';
import { durationWords, plural, serviceWords } from '../../model/words.ts';
import { barTop, rowWords, type Layout } from './layout.ts';
import { outageWindow, scale, ticks } from './scale.ts';
import type { Scale } from './scale.ts';
import { html } from './tag.ts';
import type { Part } from './tag.ts';

/** The outage as a drawing: both figures above, then services, steps and watchers, a row each, in time since the failure. */
export function outage(result: DrillResult, faultMs: number, layout: Layout): Part {
  const { from, to } = outageWindow(result, faultMs);
  const axis = scale(from, to, layout.left, layout.right);
  const { row, width, name } = layout;
  const top = layout.stacked ? 92 : 66;
  const stepsTop = top + serviceProbes.length * row + 30;
  const watchTop = stepsTop + result.steps.length * row + 30;
  const bottom = watchTop + result.watchers.length * row + 6;
  return html`<svg viewBox=${`0 0 ${width} ${bottom + 34}`} role="img" aria-labelledby=${`out-title-${name} out-desc-${name}`} class=${`drawing ${name}`}>
    <title id=${`out-title-${name}`}>The outage from the failure to the recovery</title>
    <desc id=${`out-desc-${name}`}>${spoken(result)}</desc>
    ${gridLines({ axis, layout, zero: faultMs, top: top - 22, bottom })} ${marks(result, { axis, layout, faultMs })}
    <line x1=${axis.x(faultMs)} x2=${axis.x(faultMs)} y1=${layout.stacked ? 40 : 6} y2=${bottom} class="fault" />
    ${limit(result, { axis, layout, faultMs, bottom })}
    <text x="0" y=${top - 6} class="group">Services did not work</text>
    ${serviceProbes.map((service, index) => serviceRow(result, service, { axis, layout, y: top + index * row }))}
    <text x="0" y=${stepsTop - 6} class="group">Steps of the runbook (dashed: planned)</text>
    ${result.steps.map((step, index) => stepRow(step, { axis, layout, y: stepsTop + index * row }))}
    <text x="0" y=${watchTop - 6} class="group">Watchers looked</text>
    ${result.watchers.map((one, index) => watcherRow(result, one, { axis, layout, y: watchTop + index * row }))}
  </svg>`;
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

interface Grid {
  readonly axis: Scale;
  readonly layout: Layout;
  readonly zero: number;
  readonly top: number;
  readonly bottom: number;
}

function gridLines({ axis, layout, zero, top, bottom }: Grid): Part {
  return html`<g
    >${ticks(axis, zero, layout.marks).map((second) => {
      const x = axis.x(zero + second * 1000);
      const label = second === 0 ? 'failure' : `${second > 0 ? '+' : '−'}${durationWords(Math.abs(second))}`;
      return html`<g
        ><line x1=${x} x2=${x} y1=${top} y2=${bottom} class="grid" /><text x=${inside(x, layout)} y=${bottom + 20} text-anchor="middle" class="small"
          >${label}</text
        ></g
      >`;
    })}</g
  >`;
}

/** A centred mark of the axis that does not hang over the drawing's edge. */
function inside(x: number, { width }: Layout): number {
  return Math.min(Math.max(x, 24), width - 24);
}

interface Marked {
  readonly axis: Scale;
  readonly layout: Layout;
  readonly faultMs: number;
}

/** RPO back from the failure, RTO forward, as two brackets above the rows; their words at both ends of a line where it is narrow. */
function marks({ measured }: DrillResult, { axis, layout, faultMs }: Marked): Part {
  const { rtoSeconds, rpoSeconds, rtoName } = measured;
  const x = axis.x(faultMs);
  const { stacked, width } = layout;
  const y = stacked ? 40 : 28;
  const back = faultMs - (rpoSeconds ?? 0) * 1000;
  const to = axis.x(faultMs + (rtoSeconds ?? 0) * 1000);
  const rpo = { label: `RPO ${durationWords(rpoSeconds ?? 0)}`, className: 'rpo', open: back < axis.from, y };
  const rto = { label: `${rtoName} ${durationWords(rtoSeconds ?? 0)}`, className: 'rto', open: false, y };
  return html`<g>
    ${rpoSeconds === null ? null : bracket([axis.x(back), x], rpo, stacked ? { x: 0, y: 13, anchor: 'start' } : { x: axis.x(back) - 8, y: 36, anchor: 'end' })}
    ${rtoSeconds === null ? null : bracket([x, to], rto, stacked ? { x: width, y: 13, anchor: 'end' } : { x: (x + to) / 2, y: 20, anchor: 'middle' })}
  </g>`;
}

interface Bracket {
  readonly label: string;
  readonly className: string;
  /** It begins before the drawing does. */
  readonly open: boolean;
  readonly y: number;
}

function bracket(
  [from, to]: readonly [number, number],
  { label, className, open, y }: Bracket,
  at: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' },
): Part {
  return html`<g class=${className}
    ><path d=${`${open ? `M${from} ${y}` : `M${from} ${y + 10}V${y}`}H${to}V${y + 10}`} fill="none" stroke-dasharray=${open ? '5 3' : null} />
    <text x=${at.x} y=${at.y} text-anchor=${at.anchor}>${label}</text></g
  >`;
}

interface Place {
  readonly axis: Scale;
  readonly layout: Layout;
  readonly y: number;
}

function serviceRow({ outages, measured }: DrillResult, service: string, { axis, layout, y }: Place): Part {
  const bar = y + barTop(layout);
  const down = measured.services[service]?.downSeconds ?? null;
  const mine = outages.filter((one) => one.service === service);
  const said = down !== null ? durationWords(down) : mine.length > 0 ? 'still down' : 'not sampled';
  return html`<g
    >${rowWords(layout, y, { label: serviceWords[service] ?? service, figure: said })} ${track(layout, bar)}
    ${mine.map((one) => html`<rect x=${axis.x(Date.parse(one.from))} y=${bar} width=${Math.max(2, axis.x(one.to === null ? axis.to : Date.parse(one.to)) - axis.x(Date.parse(one.from)))} height="12" class="down" />`)}</g
  >`;
}

function stepRow(step: DrillResult['steps'][number], { axis, layout, y }: Place): Part {
  const bar = y + barTop(layout);
  const from = step.startedAt === null ? null : Date.parse(step.startedAt);
  const byHand = step.state === 'pending' ? 'to be attested' : step.state === 'succeeded' ? 'attested' : 'not carried out';
  const said = step.seconds === null ? byHand : `${durationWords(step.seconds)} of ${durationWords(step.plannedSeconds)}`;
  return html`<g
    >${rowWords(layout, y, { label: step.heading, figure: said })} ${track(layout, bar)}
    ${from === null ? null : html`<rect x=${axis.x(from)} y=${bar - 3} width=${Math.max(3, axis.x(from + step.plannedSeconds * 1000) - axis.x(from))} height="18" class="plan" />`}
    ${from === null ? null : html`<rect x=${axis.x(from)} y=${bar} width=${Math.max(2, axis.x(from + (step.seconds ?? 0) * 1000) - axis.x(from))} height="12" class=${`work ${step.state}`} />`}</g
  >`;
}

/** From its first look to its last; what it found stands as a mark at the end, in words beside it. */
function watcherRow(result: DrillResult, watcher: DrillResult['watchers'][number], { axis, layout, y }: Place): Part {
  const middle = y + barTop(layout) + 6;
  const began = result.timeline.find((event) => event.what === 'watcher-started' && event.text.startsWith(`Watcher ${watcher.kind} `));
  const from = axis.x(began === undefined ? axis.from : Date.parse(began.at));
  const to = axis.x(watcher.endedAt === null ? axis.to : Date.parse(watcher.endedAt));
  const found = watcher.findings.length;
  return html`<g
    >${rowWords(layout, y, { label: watcher.kind, figure: `${plural(watcher.samples, 'look')}${found === 0 ? '' : `, ${plural(found, 'finding')}`}` })}
    <line x1=${from} x2=${to} y1=${middle} y2=${middle} class="watch" />
    ${found === 0 ? null : html`<circle cx=${Math.min(to, layout.width - 6)} cy=${middle} r="5" class="found" />`}</g
  >`;
}

function track({ left, right }: Layout, bar: number): Part {
  return html`<line x1=${left} x2=${right} y1=${bar + 6} y2=${bar + 6} class="track" />`;
}

/** Where the recovery had to be over, when the drawing reaches that far; otherwise that it does not. */
function limit({ objectives, measured }: DrillResult, { axis, layout, faultMs, bottom }: Marked & { readonly bottom: number }): Part {
  const { stacked, width, right } = layout;
  const at = faultMs + objectives.rtoSeconds * 1000;
  const words = `${measured.rtoName} objective ${durationWords(objectives.rtoSeconds)}`;
  const beyond = at > axis.to;
  const place = stacked ? { x: width, y: 30, anchor: 'end' } : beyond ? { x: right + 130, y: 20, anchor: 'end' } : { x: axis.x(at), y: 12, anchor: 'middle' };
  return html`<g
    >${beyond ? null : html`<line x1=${axis.x(at)} x2=${axis.x(at)} y1=${stacked ? 38 : 26} y2=${bottom} class="limit" />`}<text
      x=${place.x}
      y=${place.y}
      text-anchor=${place.anchor}
      class="small"
      >${words}${beyond ? ' \u2192' : ''}</text
    ></g
  >`;
}
