// The walls between the rooms of src/. Each rule says why it stands; there is no list of known exceptions.
const { Visitor } = require('@swc/core/Visitor.js');

// dependency-cruiser reads TypeScript 7 through swc, whose visitor does not know `using` and `await using` yet.
const visitKnown = Visitor.prototype.visitStatement;
Visitor.prototype.visitStatement = function visitStatement(statement) {
  if (statement.type !== 'UsingDeclaration') return visitKnown.call(this, statement);
  this.visitVariableDeclarators(statement.decls);
  return statement;
};

const rooms = ['access-logs', 'artifacts', 'assertions', 'backups', 'definition', 'documents', 'engine', 'evidence', 'faults', 'fetcher', 'history', 'phi', 'planning', 'print', 'production', 'reporters', 'runbook', 'stack', 'watchers'];
const pure = '^src/(access-logs|documents|model|planning|phi|assertions|faults|watchers|runbook|backups)/|^src/reporters/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rooms.map((room) => ({
      name: `room-${room}`,
      comment: 'A room imports itself and model, nothing else: so it can be read, tested and replaced alone. Only commands and catalog know several.',
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: `^src/(${room}|model)/` },
    })),
    {
      name: 'model-alone',
      comment: 'Every room stands on model; model stands on nothing, or the contracts would follow an implementation.',
      severity: 'error',
      from: { path: '^src/model/' },
      to: { path: '^src/', pathNot: '^src/model/' },
    },
    {
      name: 'commands-from-cli-only',
      comment: 'Commands are wiring: whatever two of them share belongs into a room, not into a third command used from below.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli\\.ts|verbs/|commands/)' },
      to: { path: '^src/(commands/|verbs/|cli\\.ts)' },
    },
    {
      name: 'catalog-from-commands-only',
      comment: 'The registries reach the rooms as a value (Catalog); a room that imported them would know every other room.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli\\.ts|verbs/|commands/)' },
      to: { path: '^src/catalog\\.ts$' },
    },
    {
      name: 'pure-rooms-touch-nothing',
      comment: 'These rooms act through ports only: no disk, process, socket or host. Otherwise a plan or a verdict would depend on the machine, and a definition could reach the host.',
      severity: 'error',
      from: { path: pure },
      to: { path: '^(node:)?(fs|child_process|net|tls|http|https|dgram|dns|os|process|perf_hooks)(/|$)', dependencyTypes: ['core'] },
    },
    {
      name: 'docker-only-in-stack',
      comment: 'One room speaks to the Docker engine and into the mirror, one reads the production database; everything else goes through their ports.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(stack|production)/' },
      to: { path: 'node_modules/(dockerode|ssh2|mysql2|undici|tough-cookie)/' },
    },
    {
      name: 'program-without-tests',
      comment: 'The program must run without its tests, and with the dependencies that a user installs.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-dev-dependencies-in-the-program',
      comment: 'What the program imports must be a dependency, not a tool of its development. json-schema-to-ts and mdast hold types only, which vanish.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/(json-schema-to-ts|@types/mdast)/' },
    },
    // Cycles: oxlint's import/no-cycle finds them; swc does not tell this tool which imports are types, and types may name each other.
    { name: 'resolvable', comment: 'A path that leads nowhere is found here and not by a user. mdast holds types only: there is no file to find.', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^mdast$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/php/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'], extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'] },
  },
};
