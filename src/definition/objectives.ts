import type { ObjectivesDefinition } from '../model/definition.ts';
import { durationSeconds } from '../model/duration.ts';

/** Objectives in seconds; null where nothing is said. */
export function objectivesOf(data: { readonly rto?: string; readonly rpo?: string; readonly mtd?: string } | undefined): ObjectivesDefinition {
  const seconds = (text: string | undefined): number | null => (text === undefined ? null : durationSeconds(text));
  return { rto: seconds(data?.rto), rpo: seconds(data?.rpo), mtd: seconds(data?.mtd) };
}
