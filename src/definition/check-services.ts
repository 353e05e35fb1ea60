import type { Problem } from './diagnostic.ts';
import { note, type Reading } from './reading.ts';
import { textAt, valueAt } from './values.ts';
import type { YamlDocument } from './yaml-document.ts';

interface Rule {
  readonly path: readonly string[];
  readonly broken: (stack: unknown) => boolean;
  readonly problem: Problem;
}

/** What a single key may say, but not beside the others. */
const rules: readonly Rule[] = [
  {
    path: ['services', 'web', 'page-cache'],
    broken: (stack) => valueAt(stack, ['services', 'web', 'page-cache']) !== undefined && textAt(stack, 'services', 'web', 'server') !== 'nginx',
    problem: {
      code: 'unsupported',
      message: 'the page cache "fastcgi" is nginx\'s: this stack has another web server',
      hint: 'Say `server: nginx`, or leave page-cache out: a cache that is a plugin comes with the plugin and its drop-in.',
    },
  },
  {
    path: ['services', 'db', 'encryption'],
    broken: (stack) => textAt(stack, 'services', 'db', 'encryption') !== undefined && textAt(stack, 'backup', 'procedure') === 'mariabackup-age',
    problem: {
      code: 'unsupported',
      message: 'a physical backup of encrypted tablespaces can only be made ready with their key, which the restore here does not have',
      hint: 'Say another `backup.procedure`, such as dump-age.',
    },
  },
  {
    path: ['probes', 'checkout', 'gateway'],
    broken: (stack) => textAt(stack, 'probes', 'checkout', 'gateway') === 'sandbox',
    problem: {
      code: 'unsupported',
      message: "a gateway's sandbox is on the internet, and the mirror has no way out",
      hint: 'Say `gateway: stub` and `replaces: ID`: the answer is then given inside the mirror, and the report says that payment was not proven.',
    },
  },
  {
    path: ['probes', 'checkout', 'gateway'],
    broken: (stack) => textAt(stack, 'probes', 'checkout', 'gateway') === 'stub' && textAt(stack, 'probes', 'checkout', 'replaces') === undefined,
    problem: {
      code: 'missing-key',
      message: 'a stub stands for a payment gateway, and nothing says for which',
      hint: "Add `replaces:` with the gateway's id, such as stripe.",
    },
  },
  {
    path: ['probes', 'checkout', 'replaces'],
    broken: (stack) => textAt(stack, 'probes', 'checkout', 'replaces') !== undefined && textAt(stack, 'probes', 'checkout', 'gateway') !== 'stub',
    problem: { code: 'unsupported', message: 'only a stub replaces a payment gateway', hint: 'Say `gateway: stub`, or take `replaces` away.' },
  },
];

/** What the services and probes of a stack say together. */
export function checkServices(reading: Reading, stack: YamlDocument): void {
  for (const { path, broken, problem } of rules) if (broken(stack.value)) note(reading, stack, { path }, problem);
}
