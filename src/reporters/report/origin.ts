import type { DrillResult } from '../../model/result.ts';
import { encryptionWords, plural } from '../../model/words.ts';
import { dataWords, shopWords } from '../exercised.ts';
import { leakSentence, leftoverWords } from '../sentences.ts';
import { clockTime, code, facts, mark, pairs, section, table, utc } from './pieces.ts';
import { html } from './tag.ts';
import type { Part } from './tag.ts';

/** What exactly was under test. */
export function subject({ drill, site, stack, backup, data, settings, run, runbook }: DrillResult): Part {
  return section(
    'subject',
    'What was under test',
    facts([
      ['Drill', html`<span>${drill.id} <code>${drill.digest}</code></span>`],
      ['Risks of the register', drill.risks.length === 0 ? 'none named' : drill.risks.join(', ')],
      ['Site', html`<span>${site.id} <code>${site.digest}</code></span>`],
      ['Runbook', html`<span>${runbook.path} <code>${runbook.digest}</code></span>`],
      ['Shop software', shopWords({ stack })],
      ['Data', dataWords({ data })],
      ['Loaded', data.loaded === null ? 'not recorded' : pairs(data.loaded)],
      [
        'Backup',
        backup === null
          ? 'none'
          : html`<span
              >${backup.bytes} bytes, ${encryptionWords(backup.encryption)}, ${plural(backup.rowsChangedDuring, 'row')} changed meanwhile
              <code>${backup.digest}</code></span
            >`,
      ],
      ['Tool', `Muster ${run.tool.version} (${run.tool.commit})`],
      ['Host', pairs(run.host)],
      ['Engine', pairs(stack.engine)],
    ]),
    table(
      'Components',
      [
        { head: 'Name', cell: (one) => one.slug },
        { head: 'Kind', cell: (one) => one.kind },
        { head: 'Version', cell: (one) => one.version },
        { head: 'Digest', cell: (one) => (one.digest === '' ? 'none' : code(one.digest)) },
      ],
      stack.components,
      'The components were not recorded.',
    ),
    table(
      'Images',
      [
        { head: 'Service', cell: (one) => one.service },
        { head: 'Tag', cell: (one) => code(one.tag) },
        { head: 'Id', cell: (one) => code(one.id) },
      ],
      stack.images,
      'The images were not recorded.',
    ),
    table(
      'Settings that did not come from the drill',
      [
        { head: 'Setting', cell: (one) => code(one.key) },
        { head: 'Value', cell: (one) => one.value },
        { head: 'From', cell: (one) => one.from },
      ],
      settings,
      'None.',
    ),
  );
}

/** What was removed, and what became of the data. */
export function teardown(result: DrillResult): Part {
  const { known, removed, leftovers, destroyed } = result.teardown;
  return section(
    'teardown',
    'Teardown and destruction',
    facts([
      ['Objects removed', removed],
      ['Left over', mark(known && leftovers.length === 0 ? 'good' : 'open', leftoverWords(result))],
    ]),
    table(
      'Data destroyed',
      [
        { head: 'What', cell: (one) => one.what, kind: 'wide' },
        { head: 'How', cell: (one) => one.how, kind: 'wide' },
        { head: 'At', cell: (one) => utc(one.at) },
      ],
      destroyed,
      'No destruction was recorded.',
    ),
  );
}

/** How to check this report. */
export function journal(result: DrillResult): Part {
  const { entries, headHash, sealed } = result.journal;
  return section(
    'journal',
    'The journal, and how to verify it',
    html`<p>
      Everything in this report is computed from <code>journal.ndjson</code> in the same folder. Each of its lines holds the hash of the line before, so a
      changed, missing or moved line is found.
    </p>`,
    facts([
      ['Events', entries],
      ['Hash of the last event', code(headHash)],
      ['Sealed', sealed ? mark('good', 'yes: its last event is there') : mark('open', 'no: its last event is missing')],
      ['Finished', utc(result.run.finishedAt)],
      ['Health information in this report', leakSentence(result)],
    ]),
    html`<p>
      To verify it: <code>muster verify DIR</code> with the run's folder. It checks the chain and the seal, computes the result again and compares, and checks
      the signatures of attestations. To write this page again: <code>muster report DIR</code>.
    </p>`,
  );
}

/** Everything that was recorded, a line each. */
export function log({ timeline }: DrillResult): Part {
  return section(
    'log',
    'Everything that was recorded',
    table(
      'Events of the journal',
      [
        { head: 'UTC', cell: (event) => clockTime(event.at), kind: 'number' },
        { head: 'Event', cell: (event) => event.text, kind: 'wide' },
      ],
      timeline,
      'Nothing was recorded.',
    ),
  );
}

/** The words that need one. */
export function glossary(): Part {
  return section(
    'words',
    'Words',
    facts([
      ['RTO', 'Recovery time objective: how long the shop may be down; here also the time measured.'],
      ['Mirror RTO', "The same, measured on a mirror with less data than production has: production's will be longer."],
      ['RPO', 'Recovery point objective: how much of the newest data may be lost; here also what was measured.'],
      ['MTD', 'Maximum tolerable downtime: beyond it the business itself is at risk.'],
      ['PHI', 'Protected health information.'],
      ['Mirror', 'A copy of the shop, cut off from every network, on which the drill runs.'],
      ['Proof', 'Damage done on purpose to the restored mirror, to see that the check finds it; put back afterwards.'],
      ['Digest', 'A fingerprint of a file: another file has another one.'],
    ]),
  );
}
