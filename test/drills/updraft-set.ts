import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const entities = ['plugins', 'themes', 'uploads'];

/**
 * A set as UpdraftPlus 1.23 lays it out, of what `exportSet` left in `plain/`: names, headers and ends of its dump, and a
 * zip an entity. With a phrase the database is encrypted, as that plugin does it: zips never are. The plugin itself made nothing here.
 */
export function updraftSet(shop: string, into: string, phrase: string | null): string {
  const folder = join(shop, into);
  mkdirSync(folder);
  const file = (entity: string): string => join(folder, `backup_2026-11-28-2315_Clinic_0a1b2c3d4e5f-${entity}`);
  const dump = gzipSync(updraftText(gunzipSync(readFileSync(join(shop, 'plain/shop.sql.gz'))).toString('latin1')));
  if (phrase === null) writeFileSync(file('db.gz'), dump);
  else writeFileSync(file('db.gz.crypt'), sealed(dump, phrase));
  const files = join(shop, `${into}-files`);
  mkdirSync(files);
  // Debian's files may be of 1970, which a zip cannot say.
  execFileSync('tar', ['-x', '-m', '-f', join(shop, 'plain/webroot.tar'), '-C', files]);
  const content = join(files, 'html/wp-content');
  for (const entity of entities) zip(content, entity, file(`${entity}.zip`));
  const others = join(files, 'others');
  mkdirSync(others);
  for (const name of readdirSync(content).filter((one) => !entities.includes(one) && one !== 'index.php'))
    cpSync(join(content, name), join(others, name), { recursive: true });
  zip(others, '.', file('others.zip'));
  rmSync(files, { recursive: true });
  return folder;
}

function zip(folder: string, what: string, path: string): void {
  const script = 'import shutil, sys; shutil.make_archive(sys.argv[1], "zip", sys.argv[2], sys.argv[3])';
  execFileSync('python3', ['-c', script, path.replace(/\.zip$/u, ''), folder, what]);
}

/** Its comments in the place of mariadb-dump's; the statements stay. */
function updraftText(dump: string): string {
  const [, ...tables] = dump.split(/^--\n-- Table structure for table `/mu);
  const body = tables.map((section) => {
    const table = /^[^`]+/u.exec(section)?.[0] ?? '';
    const statements = section
      .slice(table.length + 1)
      .split('\n')
      .filter((line) => !/^(?:--|(?:UN)?LOCK TABLES|\/\*M?!\d+ SET \w+=@OLD_)/u.test(line))
      .join('\n');
    return `# Table: \`${table}\`\n# Approximate rows expected in table: 1\n${statements}# End of data contents of table \`${table}\`\n\n`;
  });
  return `# WordPress MySQL database backup
# Created by UpdraftPlus version 1.23.10 (https://updraftplus.com)
# Table prefix: wp_
# Site info: multisite=0
# Site info: end
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40101 SET foreign_key_checks = 0 */;
${body.join('')}/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
`;
}

/** Rijndael-128 in CBC, IV of zeros, the phrase as the key; the last block alone is filled up, and only where it must be. */
function sealed(bytes: Buffer, phrase: string): Buffer {
  if (Buffer.byteLength(phrase) !== 32) throw new Error('a phrase of 32 bytes, so that the cipher is AES-256');
  const filling = (16 - (bytes.length % 16)) % 16;
  const cipher = createCipheriv('aes-256-cbc', Buffer.from(phrase), Buffer.alloc(16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([bytes, Buffer.alloc(filling, filling)])), cipher.final()]);
}
