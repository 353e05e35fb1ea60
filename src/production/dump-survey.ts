import { factOptions } from './read-software.ts';
import { isKnown } from './known-names.ts';
import { countShapes, noShapes, type ShapeCounts } from './shapes.ts';
import { metaTables, type Survey, type SurveyName } from './survey.ts';

/** Rows of one table as a scanner of SQL shows them: the columns that are wanted, in this order. */
export interface RowReader {
  readonly columns: readonly string[];
  row(values: readonly (string | null)[]): void;
}

interface Counted {
  rows: number;
  shapes: ShapeCounts;
}

/** Values beyond this many of a key or column are not looked at any more. */
const sample = 200;
const mostNames = 5_000;

/**
 * Gathers a survey while a dump streams by. Only names, counts and shapes are kept, and the values of the options that
 * tell versions, plugins and roles.
 */
export class DumpSurvey {
  readonly options = new Map<string, string>();
  readonly #names = new Map<string, Map<string, Counted>>();

  /** What is wanted of a table's rows; null: nothing. `table` with its prefix, which is not known before the end. */
  reader(table: string): RowReader | null {
    if (table.endsWith('options')) return { columns: ['option_name', 'option_value'], row: ([name, value]) => this.#option(table, name ?? '', value ?? '') };
    if (!metaTables.some((meta) => table.endsWith(meta))) return null;
    return { columns: ['meta_key', 'meta_value'], row: ([key, value]) => key !== null && key !== undefined && this.#count(table, key, value ?? '') };
  }

  /** The survey of the site with this prefix, from the tables that the dump names. */
  survey(prefix: string, tables: ReadonlyMap<string, { readonly rows: number; readonly columns: readonly string[] }>, plugins: readonly string[]): Survey {
    const own = [...tables].filter(([table]) => table.startsWith(prefix));
    const names = (table: string): readonly SurveyName[] => [...(this.#names.get(prefix + table) ?? [])].map(([name, counted]) => ({ name, ...counted }));
    return {
      prefix,
      tables: own.map(([table, { rows, columns }]) => ({
        table: table.slice(prefix.length),
        rows,
        columns: columns.map((name) => ({ name, type: '', shapes: null })),
      })),
      metaKeys: Object.fromEntries(metaTables.map((table) => [table, names(table).filter((key) => !isKnown(table, key.name))])),
      options: names('options').filter((option) => !isKnown('options', option.name)),
      plugins,
      uploads: null,
      notRead: [
        { what: 'the folders of uploads', why: 'a dump does not hold them: give --wp-root' },
        { what: 'values of columns', why: "in a dump a column is judged by its name; --url counts its values' shapes" },
      ],
    };
  }

  /** Rows of one key, or option, of a table named with its prefix. */
  rowsOf(table: string, key: string): number {
    return this.#names.get(table)?.get(key)?.rows ?? 0;
  }

  #option(table: string, name: string, value: string): void {
    if (factOptions.includes(name) || name.endsWith('user_roles')) this.options.set(name, value);
    this.#count(table, name, value);
  }

  #count(table: string, name: string, value: string): void {
    const names = this.#names.get(table) ?? new Map<string, Counted>();
    this.#names.set(table, names);
    const counted = names.get(name);
    if (counted === undefined && names.size >= mostNames) return;
    const { rows, shapes } = counted ?? { rows: 0, shapes: noShapes };
    names.set(name, { rows: rows + 1, shapes: rows < sample ? countShapes(shapes, value.slice(0, 300)) : shapes });
  }
}
