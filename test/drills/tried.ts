import { afterEach } from 'vitest';
import type { DrillResult } from '../../src/model/result.ts';
import { discard, rehearse, type Rehearsal } from './rehearse.ts';

const dirs: string[] = [];
afterEach(() => dirs.splice(0).forEach(discard));

/** Runs a drill as `rehearse` does; its folder goes with the test. */
export async function tried(rehearsal: Rehearsal): Promise<DrillResult> {
  const { result, dir } = await rehearse(rehearsal);
  dirs.push(dir);
  return result;
}

/** The step under a heading of a runbook, up to the next one. */
export const stepUnder = (heading: string): RegExp => new RegExp(`## ${heading}[\\s\\S]*?(?=\\n## |$)`, 'u');

/** Takes the step under a heading out of a runbook. */
export const without = (heading: string) => (text: string) => text.replace(stepUnder(heading), '');
