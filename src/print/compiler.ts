import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { DrillError } from '../model/errors.ts';

const sans = '@expo-google-fonts/ibm-plex-sans';
const mono = '@expo-google-fonts/ibm-plex-mono';

/** What `typ/house.typ` sets text in. Given to the compiler as bytes, they come before fonts of the host with the same name. */
const fontFiles = [
  `${sans}/400Regular/IBMPlexSans_400Regular.ttf`,
  `${sans}/400Regular_Italic/IBMPlexSans_400Regular_Italic.ttf`,
  `${sans}/600SemiBold/IBMPlexSans_600SemiBold.ttf`,
  `${sans}/700Bold/IBMPlexSans_700Bold.ttf`,
  `${mono}/400Regular/IBMPlexMono_400Regular.ttf`,
  `${mono}/600SemiBold/IBMPlexMono_600SemiBold.ttf`,
];

/** The compiler is one for the process: its font book is read once, its caches are pure. */
let loaded: Promise<NodeCompiler> | null = null;

/**
 * The Typst compiler with Muster's fonts, loaded at the first call.
 * @throws {DrillError} PRINT_UNAVAILABLE when an optional package of it is not installed.
 */
export function compiler(): Promise<NodeCompiler> {
  loaded ??= loadCompiler(() => import('@myriaddreamin/typst-ts-node-compiler')).catch((error: unknown) => {
    loaded = null;
    throw error;
  });
  return loaded;
}

/** A folder that need not exist: every file is given from memory. */
export const workspace = '/muster-print';

/**
 * A compiler with Muster's fonts and no others that come before them.
 * @throws {DrillError} PRINT_UNAVAILABLE when a font, or what `typst` gives, is not there.
 */
export async function loadCompiler(typst: () => Promise<{ readonly NodeCompiler: typeof NodeCompiler }>): Promise<NodeCompiler> {
  try {
    const { resolve } = createRequire(import.meta.url);
    const fontBlobs = await Promise.all(fontFiles.map((file) => readFile(resolve(file))));
    return (await typst()).NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs }] });
  } catch (cause) {
    throw new DrillError('PRINT_UNAVAILABLE', 'PDF files cannot be made: the Typst compiler or its fonts are not installed, or do not work on this host.', {
      cause,
    });
  }
}
