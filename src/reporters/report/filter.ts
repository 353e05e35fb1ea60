import type { DrillResult } from '../../model/result.ts';
import { citationSlug, citationsOf } from '../citations.ts';
import { verdictWords } from './pieces.ts';
import { html } from './tag.ts';
import type { Part } from './tag.ts';

const verdicts = ['pass', 'inconclusive', 'fail'] as const;

/** Chooses what checks and findings are shown: two groups of radio buttons, which the stylesheet alone obeys. */
export function filter(result: DrillResult): Part {
  if (result.assertions.length < 2) return null;
  const controls = citationsOf(result);
  return html`<div class="filter">
    <fieldset>
      <legend>Show checks by verdict</legend>
      ${choice('verdict', 'all', 'every verdict', true)} ${verdicts.map((verdict) => choice('verdict', verdict, verdictWords[verdict].word))}
    </fieldset>
    <fieldset>
      <legend>Show checks and findings by citation (45 CFR §)</legend>
      ${choice('control', 'all', 'every citation', true)} ${controls.map((control, index) => choice('control', String(index), control))}
    </fieldset>
    <p class="nothing" role="status">No check of this run fits both.</p>
  </div>`;
}

function choice(group: string, value: string, label: string, checked = false): Part {
  const id = `show-${group}-${value}`;
  return html`<span><input type="radio" name=${`show-${group}`} id=${id} value=${value} checked=${checked} /><label for=${id}>${label}</label></span>`;
}

/** The rules that make the filter work, for the verdicts and citations of this run; without `:has` everything stays shown. */
export function filterStyle(result: DrillResult): string {
  const controls = citationsOf(result);
  return [
    ...verdicts.map((verdict) => `.numbered:has(#show-verdict-${verdict}:checked) [data-verdict]:not([data-verdict=${verdict}],:target){display:none}`),
    ...controls.map(
      (control, index) =>
        `.numbered:has(#show-control-${index}:checked) [data-controls]:not([data-controls~="${citationSlug(control)}"],:target){display:none}`,
    ),
    ...nothing(result, controls),
  ].join('\n');
}

/** Every choice that no check fits says so. */
function nothing({ assertions }: DrillResult, controls: readonly string[]): readonly string[] {
  const chosen = [null, ...controls.keys()];
  return verdicts.flatMap((verdict) =>
    chosen
      .filter((index) => !assertions.some((one) => one.verdict === verdict && (index === null || one.controls.includes(controls[index] ?? ''))))
      .map((index) => `.numbered:has(#show-verdict-${verdict}:checked):has(#show-control-${index ?? 'all'}:checked) .nothing{display:block}`),
  );
}
