import type { Block } from '../../model/markdown.ts';
import { serviceProbes } from '../../model/reading.ts';
import type { DrillResult } from '../../model/result.ts';
import { durationWords, serviceWords } from '../../model/words.ts';
import { lastInstant, outageWindow, scale, ticks } from '../report/scale.ts';
import type { Scale } from '../report/scale.ts';
import { bars, type Bar } from './cells.ts';

/** Every phase of the run against the time of day. */
export function phaseBars(result: DrillResult): Block {
  const zero = Date.parse(result.run.startedAt);
  const axis = scale(zero, lastInstant(result), 0, 1000);
  const rows = result.phases.map((phase) => ({
    label: phase.phase,
    bars: [bar(axis, phase.startedAt, phase.endedAt, 'calm')],
    value: said(result.measured.phases[phase.phase]),
  }));
  return bars({
    caption: 'The whole run, phase by phase',
    spoken: rows.map((row) => `${row.label} ${row.value}`).join(', ') || 'no phase was begun',
    rows,
    ticks: labelled(axis, zero),
  });
}

/** The outage: each service, each step, RPO back and RTO forward from the failure. Nothing without a failure. */
export function outageBars(result: DrillResult): readonly Block[] {
  const at = result.faults[0]?.at ?? null;
  if (at === null) return [];
  const zero = Date.parse(at);
  const { from, to } = outageWindow(result, zero);
  const axis = scale(from, to, 0, 1000);
  const rows = [
    ...marks(result, axis, zero),
    ...serviceProbes.map((service) => serviceRow(result, service, axis)),
    ...result.steps.map((step) => stepRow(step, axis)),
  ];
  return [
    bars({
      caption: 'The outage, in time since the failure',
      spoken: rows.map((row) => `${row.label}: ${row.value}`).join('. '),
      rows,
      ticks: labelled(axis, zero),
    }),
  ];
}

interface Row {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly value: string;
}

function marks({ measured: { rtoName, rtoSeconds, rpoSeconds } }: DrillResult, axis: Scale, zero: number): readonly Row[] {
  return [
    { label: 'RPO', bars: rpoSeconds === null ? [] : [span(axis, zero - rpoSeconds * 1000, zero, 'open')], value: said(rpoSeconds) },
    { label: rtoName, bars: rtoSeconds === null ? [] : [span(axis, zero, zero + rtoSeconds * 1000, 'open')], value: said(rtoSeconds) },
  ];
}

function serviceRow({ outages, measured }: DrillResult, service: string, axis: Scale): Row {
  const mine = outages.filter((one) => one.service === service);
  const down = measured.services[service]?.downSeconds ?? null;
  const value = down !== null ? `down ${durationWords(down)}` : mine.length > 0 ? 'still down' : 'not sampled';
  return { label: serviceWords[service] ?? service, bars: mine.map((one) => bar(axis, one.from, one.to, 'bad')), value };
}

function stepRow(step: DrillResult['steps'][number], axis: Scale): Row {
  const began = step.startedAt === null ? null : Date.parse(step.startedAt);
  return {
    label: step.heading.length <= 44 ? step.heading : `${step.heading.slice(0, 43).trimEnd()}…`,
    bars: began === null ? [] : [span(axis, began, began + (step.seconds ?? 0) * 1000, step.state === 'failed' ? 'bad' : 'good')],
    value: step.seconds === null ? step.state : `${durationWords(step.seconds)} of ${durationWords(step.plannedSeconds)}`,
  };
}

function bar(axis: Scale, from: string, to: string | null, tone: Bar['tone']): Bar {
  return span(axis, Date.parse(from), to === null ? axis.to : Date.parse(to), tone);
}

function span(axis: Scale, from: number, to: number, tone: Bar['tone']): Bar {
  return { from: axis.x(from) / 1000, to: axis.x(to) / 1000, tone };
}

function labelled(axis: Scale, zero: number): readonly { readonly at: number; readonly label: string }[] {
  return ticks(axis, zero).map((second) => ({
    at: axis.x(zero + second * 1000) / 1000,
    label: second === 0 ? '0' : `${second < 0 ? '−' : '+'}${durationWords(Math.abs(second))}`,
  }));
}

function said(seconds: number | null | undefined): string {
  return seconds === null ? 'not measured' : seconds === undefined ? 'no end recorded' : durationWords(seconds);
}
