import { html as tag } from 'htm/preact';
import type { VNode } from 'preact';

/** What a part of the page may be. */
export type Part = VNode | readonly VNode[] | string | null;

/** HTML as a tagged template with one root element; every value is escaped. */
export const html = tag as (strings: TemplateStringsArray, ...values: readonly unknown[]) => VNode;
