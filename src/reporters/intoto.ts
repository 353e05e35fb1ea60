import type { Digest, Json } from '../model/json.ts';
import type { DrillResult } from '../model/result.ts';
import { exercisedWords } from './exercised.ts';
import type { Reporter } from './reporter.ts';

/**
 * The run as an in-toto Statement v1 with the predicate test-result/v0.1, unsigned: who signs it puts these bytes into a
 * DSSE envelope. Subjects are what was tested, by digest; an inconclusive run or check is WARNED.
 */
export const testResult: Reporter = {
  kind: 'intoto',
  title: 'in-toto statement of the test result',
  file: 'test-result.intoto.json',
  render: (result) => Buffer.from(`${JSON.stringify(statement(result), null, 2)}\n`),
};

function statement(result: DrillResult): Json {
  const named = (verdict: DrillResult['verdict']): readonly string[] => result.assertions.filter((one) => one.verdict === verdict).map((one) => one.kind);
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects(result),
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: { pass: 'PASSED', inconclusive: 'WARNED', fail: 'FAILED' }[result.verdict],
      configuration: [{ name: `drill/${result.drill.id}`, digest: sha256(result.drill.digest), annotations: annotations(result) }],
      passedTests: named('pass'),
      warnedTests: named('inconclusive'),
      failedTests: named('fail'),
    },
  };
}

function subjects({ site, runbook, stack, backup }: DrillResult): readonly Json[] {
  return [
    { name: `runbook/${runbook.path}`, digest: sha256(runbook.digest) },
    { name: `site/${site.id}`, digest: sha256(site.digest) },
    ...stack.images
      .filter(({ id }) => id.startsWith('sha256:'))
      .map(({ service, tag, id }) => ({ name: `image/${service}/${tag}`, digest: sha256(id as Digest) })),
    ...(backup === null ? [] : [{ name: 'backup', digest: sha256(backup.digest) }]),
  ];
}

/** What a reader must know before the result is believed; in the words of the other reports. */
function annotations(result: DrillResult): Json {
  const { run, measured, journal } = result;
  return {
    runId: run.id,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    tool: `Muster ${run.tool.version} (${run.tool.commit})`,
    verdict: result.verdict,
    reasons: result.reasons.map(({ code }) => code),
    evidenceGrade: result.evidenceGrade,
    exercised: exercisedWords(result),
    rtoSeconds: measured.rtoSeconds,
    rpoSeconds: measured.rpoSeconds,
    ordersLost: measured.ordersLost,
    checks: Object.fromEntries(result.assertions.map((one) => [one.kind, { verdict: one.verdict, counts: one.counts }])),
    notProven: result.notProven,
    journalHead: journal.headHash,
    journalSealed: journal.sealed,
  };
}

function sha256(digest: Digest): Json {
  return { sha256: digest.replace(/^sha256:/u, '') };
}
