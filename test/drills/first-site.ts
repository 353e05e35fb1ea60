import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { init, type InitFlags } from '../../src/commands/init.ts';
import type { CommandPorts, Io } from '../../src/commands/io.ts';
import { validate } from '../../src/commands/validate.ts';

/** Writes an answer in the place of what is open. */
export function decide(path: string, from: RegExp, to: string): void {
  const before = readFileSync(path, 'utf8');
  expect(before).toMatch(from);
  writeFileSync(path, before.replace(from, to));
}

/**
 * The site `sites/my-shop` in `io.cwd`, as a new user makes it of what `exportSet` left in `shop`: init, the decisions that
 * it leaves, validate. `keys` are files by escrow's names, beside the vault's.
 */
export async function firstSiteOf(
  shop: string,
  { source, keys = {} }: { readonly source: InitFlags; readonly keys?: Readonly<Record<string, string>> },
  io: Io,
  ports: CommandPorts,
): Promise<void> {
  expect(await init({ ...source, out: 'sites/my-shop' }, io, ports)).toBe(0);
  const site = (file: string): string => join(io.cwd, 'sites/my-shop', file);
  decide(site('people.yaml'), /"TODO: who is[^"]*"/u, '"Ana Ruiz"');
  decide(site('people.yaml'), /"TODO: how are[^"]*"/u, '"+1 555 0100"');
  decide(site('phi-map.yaml'), /"TODO: how is[^"]*"/u, 'volume');
  decide(site('stack.yaml'), /"TODO: how often[^"]*"/u, 'PT45M');
  const stack = readFileSync(site('stack.yaml'), 'utf8');
  const places: Readonly<Record<string, string>> = { 'phi-key': join(shop, 'escrow/phi-key'), ...keys };
  const asked = Object.entries(places).filter(([key]) => stack.includes(`(${key})?"`));
  for (const [key, path] of asked) decide(site('stack.yaml'), new RegExp(`"TODO: in which file[^"]*\\(${key}\\)\\?"`, 'u'), path);
  const more = Object.entries(places).filter(([key]) => !asked.some(([other]) => other === key));
  for (const [key, path] of more) decide(site('stack.yaml'), /^ {2}keys:.*$/mu, `$&\n    ${key}: ${path}`);
  decide(site('stack.yaml'), /"TODO: by which name[^"]*"/u, 'rx-intake');
  expect(await validate(['.'], {}, io, ports)).toBe(0);
}
