import { Command } from 'commander';
import { code, fenced, heading, link, paragraph, table, type Block, type Words } from '../../src/model/markdown.ts';
import { withCode } from './schema-words.ts';
import { addVerbs, type Verbs } from '../../src/verbs/verbs.ts';

/** Flags that say the same everywhere. */
const common: Readonly<Record<string, string>> = { '--json': 'the answer as JSON' };

/** Every verb as `--help` says it. Nothing is run. */
export function commandPage(): readonly Block[] {
  const root = new Command('muster');
  // The verbs only keep these for the moment when they are called.
  addVerbs(root, {} as Verbs);
  const verbs = leaves(root).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    heading(1, 'Commands'),
    paragraph([
      'Each has ',
      code('--help'),
      '. What was asked for goes to standard output, progress and problems to standard error. ',
      link('exit-codes.md', 'Exit codes'),
      '.',
    ]),
    table([['Command', 'What it does'], ...verbs.map(({ name, command }) => [[link(`#${anchor(name)}`, name)], withCode(command.description())])]),
    ...verbs.flatMap(verbBlocks),
  ];
}

interface Verb {
  readonly name: string;
  readonly command: Command;
}

function leaves(command: Command, prefix = ''): readonly Verb[] {
  return command.commands.flatMap((child) => {
    const name = `${prefix}${child.name()}`;
    return child.commands.length === 0 ? [{ name, command: child }] : leaves(child, `${name} `);
  });
}

function verbBlocks({ name, command }: Verb): readonly Block[] {
  const rows = [
    ...command.registeredArguments.map((argument): readonly Words[] => [[code(argument.name())], withCode(argument.description), valueOf(argument)]),
    ...command.options
      .filter((option) => !option.hidden)
      .map((option): readonly Words[] => [[code(option.flags)], withCode(option.description || (common[option.flags] ?? '')), valueOf(option)]),
  ];
  return [
    heading(2, name),
    paragraph(withCode(sentence(command.description()))),
    fenced('console', `$ muster ${name} ${usage(command)}`.trimEnd()),
    ...(rows.length === 0 ? [] : [table([['Argument or flag', 'What it is', ''], ...rows])]),
  ];
}

function usage(command: Command): string {
  const names = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [...(command.options.length === 0 ? [] : ['[options]']), ...names].join(' ');
}

function valueOf(part: { readonly defaultValue?: unknown; readonly argChoices?: readonly string[] | undefined; readonly mandatory?: boolean }): Words {
  const words: (string | ReturnType<typeof code>)[] = [];
  if (part.mandatory === true) words.push('required');
  if (part.argChoices !== undefined) words.push(`one of ${part.argChoices.join(', ')}`);
  const shown = part.defaultValue !== undefined && !(Array.isArray(part.defaultValue) && part.defaultValue.length === 0);
  return [
    ...words.flatMap((word, index) => (index === 0 ? [word] : ['; ', word])),
    ...(shown ? [words.length === 0 ? 'default ' : '; default ', code(String(part.defaultValue))] : []),
  ];
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function anchor(name: string): string {
  return name.replaceAll(' ', '-');
}
