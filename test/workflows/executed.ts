/**
 * Which test runs which step: each file says at its end that it ran every one of its list. A step that stands in no list is one
 * that nobody has seen work. This one: `quick-steps.test.ts`.
 */
export const quickSteps = [
  'action.yml/Write the summary',
  'action.yml/Verdict',
  'drills.yml/plan/List the drills',
  'drills.yml/binder/Bind the quarter',
  'drills.yml/binder/Write the summary',
  'drills.yml/binder/Open an issue for each drill that did not pass',
  'drills.yml/binder/Keep the binder in write-once storage',
  'nightly.yml/nightly/Verify the backups',
  'nightly.yml/nightly/Check the PHI map',
  'nightly.yml/nightly/Compare the stack with production',
  'nightly.yml/nightly/Is a drill due or stale?',
  "nightly.yml/nightly/Tell the outside that tonight's checks passed",
  "release.yml/package/Is the tag the package's version?",
] as const;

/** `runner.long.test.ts`: one job from its installation to its verdict, with a real mirror, cancelled. */
export const runnerSteps = [
  'action.yml/Install Muster',
  'action.yml/Prepare the engine',
  'action.yml/Run the drill',
  'action.yml/Remove what is left',
  'action.yml/Verdict',
] as const;

/** `packages.long.test.ts`: they install or publish packages. */
export const packageSteps = [
  'drills.yml/plan/Install Muster',
  'drills.yml/binder/Install Muster',
  'nightly.yml/nightly/Install Muster',
  'release.yml/package/Pack',
  'release.yml/package/Does the package run by itself?',
  'release.yml/package/Publish the package',
] as const;

/** It is what runs these tests: a test that ran it would run itself. */
export const runsUs = ['release.yml/test/Check and test'] as const;
