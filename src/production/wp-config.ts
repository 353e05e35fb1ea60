import { saltNames } from '../model/salts.ts';

/** What a `wp-config.php` says in plain text: constants with a quoted value, and the table prefix. Nothing is run. */
export interface WpConfig {
  readonly constants: ReadonlyMap<string, string>;
  readonly tablePrefix: string | null;
}

const define = /^[ \t]*define\(\s*(['"])([A-Z_0-9]+)\1\s*,\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\$]|\\.)*)")\s*\)/gmu;
const prefix = /^[ \t]*\$table_prefix\s*=\s*(['"])([A-Za-z0-9_]*)\1/mu;

/** Reads such a file's text. A value that PHP would compute (`getenv`, an include) is not seen. Pure. */
export function parseWpConfig(text: string): WpConfig {
  const code = text.replace(/\/\*[\s\S]*?\*\//gu, '');
  const constants = new Map<string, string>();
  for (const [, , name = '', single, double] of code.matchAll(define)) {
    // As in PHP, the first definition stands.
    if (!constants.has(name)) constants.set(name, (single ?? double ?? '').replace(/\\(['"\\])/gu, '$1'));
  }
  return { constants, tablePrefix: prefix.exec(code)?.[2] ?? null };
}

const placeholder = 'put your unique phrase here';

/**
 * The salts in force, as `wp_salt()` finds them: a constant counts when it is set, no placeholder and not the same as
 * another; otherwise the option of that name. Those that neither gives are left out.
 */
export function saltsInForce(
  constants: ReadonlyMap<string, string>,
  options: ReadonlyMap<string, string>,
): ReadonlyMap<string, { readonly from: 'wp-config' | 'options'; readonly value: string }> {
  const values = saltNames.map((name) => constants.get(name) ?? '');
  const found = new Map<string, { readonly from: 'wp-config' | 'options'; readonly value: string }>();
  for (const [index, name] of saltNames.entries()) {
    const constant = values[index] ?? '';
    const counts = constant !== '' && constant !== placeholder && values.filter((value) => value === constant).length === 1;
    const option = options.get(name.toLowerCase());
    if (counts) found.set(name, { from: 'wp-config', value: constant });
    else if (option !== undefined && option !== '') found.set(name, { from: 'options', value: option });
  }
  return found;
}
