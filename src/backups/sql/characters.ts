/** The bytes that structure a dump. */
export const tab = 9;
export const newline = 10;
const carriageReturn = 13;
const space = 32;
export const doubleQuote = 34;
export const hash = 35;
export const quote = 39;
export const open = 40;
export const close = 41;
export const star = 42;
export const comma = 44;
export const minus = 45;
export const slash = 47;
export const semicolon = 59;
export const backslash = 92;
export const backtick = 96;

export const isBlank = (byte: number): boolean => byte === space || byte === newline || byte === carriageReturn || byte === tab;
