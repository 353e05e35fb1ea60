import { renderToString } from 'preact-render-to-string';
import type { VNode } from 'preact';
import { printable } from '../model/printable.ts';
import { html } from './report/tag.ts';

/** One case: passed, or what else it is and why. */
export interface JunitCase {
  readonly className: string;
  readonly name: string;
  readonly seconds?: number | null;
  readonly state: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  /** More lines of a failure. */
  readonly details?: readonly string[];
}

export interface JunitSuite {
  readonly name: string;
  readonly timestamp?: string;
  readonly properties?: readonly (readonly [name: string, value: string])[];
  readonly cases: readonly JunitCase[];
}

/** JUnit XML as CI servers read it; escaped by the serialiser, and without the characters that XML 1.0 forbids. */
export function junitXml(name: string, suites: readonly JunitSuite[]): string {
  const all = suites.flatMap((suite) => suite.cases);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderToString(html`<testsuites name=${text(name)} ...${counts(all)}>${suites.map(suiteNode)}</testsuites>`)}\n`;
}

function suiteNode({ name, timestamp, properties = [], cases }: JunitSuite): VNode {
  const shown = properties.map(([key, value]) => html`<property name=${text(key)} value=${text(value)} />`);
  return html`<testsuite name=${text(name)} ...${counts(cases)} timestamp=${timestamp?.replace(/\.\d+Z$/u, 'Z')}
    >${shown.length === 0 ? null : html`<properties>${shown}</properties>`}${cases.map(caseNode)}</testsuite
  >`;
}

function caseNode({ className, name, seconds, state, message, details = [] }: JunitCase): VNode {
  const time = seconds === undefined || seconds === null ? undefined : String(seconds);
  return html`<testcase classname=${text(className)} name=${text(name)} time=${time}
    >${stateNode(state, text(message), details.map(text).join('\n'))}</testcase
  >`;
}

function stateNode(state: JunitCase['state'], message: string, details: string): VNode | null {
  switch (state) {
    case 'failure':
      return html`<failure message=${message}>${details}</failure>`;
    case 'error':
      return html`<error message=${message}>${details}</error>`;
    case 'skipped':
      return html`<skipped message=${message} />`;
    case 'passed':
      return null;
  }
}

function counts(cases: readonly JunitCase[]): Readonly<Record<string, number>> {
  const of = (state: JunitCase['state']): number => cases.filter((one) => one.state === state).length;
  return { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') };
}

function text(value: string): string {
  return printable(value).replaceAll(/[\ufffe\uffff]/gu, '\ufffd');
}
