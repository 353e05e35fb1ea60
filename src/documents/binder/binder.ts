import type { LongDocument } from '../../model/document.ts';
import { actionsPart } from './actions-part.ts';
import { binderDate, type BinderInput } from './binder-input.ts';
import { cadencePart } from './cadence-part.ts';
import { controlsPart, requirementsPart } from './coverage-parts.ts';
import { digestsPart, filesPart } from './digest-parts.ts';
import { planPart } from './plan-part.ts';
import { runsPart, summaryPart } from './summary-parts.ts';
import { trendPart } from './trend-part.ts';

/** The quarter's binder, part by part. Demo evidence is listed and counts for nothing; grades are never merged. */
export function binder(input: BinderInput): LongDocument {
  const trend = trendPart(input);
  const blocks = [
    ...summaryPart(input),
    ...runsPart(input),
    ...controlsPart(input),
    ...requirementsPart(input),
    ...cadencePart(input),
    ...actionsPart(input),
    ...trend.blocks,
    ...digestsPart(input),
    ...filesPart(input),
    ...planPart(input),
  ];
  return {
    title: `Audit binder ${input.quarter.name}`,
    subtitle: `${input.title}. What drills of this quarter showed, and what they did not.`,
    marking: ['Exercise', 'No PHI'],
    at: binderDate(input.runs, input.quarter),
    blocks,
    charts: trend.charts,
  };
}
