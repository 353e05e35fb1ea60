import { describe, expect, it } from 'vitest';
import { readWhere } from '../../src/fetcher/where.ts';

describe('where a backup lies', () => {
  it('is a folder of this host unless it says otherwise', () => {
    expect(readWhere('sets/monday', '/srv')).toEqual({ kind: 'folder', title: 'sets/monday', path: '/srv/sets/monday' });
  });

  it('is a remote of rclone or a repository of restic by its first word', () => {
    expect(readWhere('rclone:shop:backups/monday', '/')).toEqual({ kind: 'rclone', title: 'rclone:shop:backups/monday', remote: 'shop:backups/monday' });
    expect(readWhere('restic:s3:s3.example.com/shop', '/')).toMatchObject({ repository: 's3:s3.example.com/shop', snapshot: 'latest' });
    expect(readWhere('restic:/srv/repo#1a2b3c', '/')).toMatchObject({ repository: '/srv/repo', snapshot: '1a2b3c' });
  });

  it.each([
    'rclone::webdav,url="https://dav.example.com",user=hunter22:sets',
    'restic:rest:https://clinic:hunter22@backup.example.com/shop',
    'restic:rest:https://clinic:p@hunter22@backup.example.com/shop',
    'restic:rest:https://clinic:p@ss@hunter22@backup.example.com',
    'restic:s3:https://backup.example.com/shop?token=hunter22',
  ])('shows no credentials: %s', (text) => {
    expect(readWhere(text, '/').title).not.toContain('hunter22');
  });

  it('keeps what follows the host, at signs too', () => {
    expect(readWhere('restic:rest:https://clinic:p@ss@backup.example.com/shop@home', '/').title).toBe(
      'restic:rest:https://backup.example.com/shop@home#latest',
    );
  });

  it.each([
    'rclone::webdav,url="https://dav.example.com",user=clinic,pass=hunter22:sets',
    'rclone:shop,bearer_token=hunter22:sets',
    'rclone::webdav,url="https://clinic:hunter22@dav.example.com":sets',
    "rclone::http,url='https://files.example.com/?token=hunter22':sets",
    'rclone::s3,secret_access_key="hunter""22":bucket',
  ])('refuses credentials that every process list would show, and does not repeat them: %s', (text) => {
    const refused = (): unknown => readWhere(text, '/');
    expect(refused).toThrowError(expect.objectContaining({ code: 'INVALID_FLAG', hint: expect.stringContaining('rclone config') as string }));
    expect(refused).toThrowError(expect.not.objectContaining({ message: expect.stringContaining('hunter') as string }));
  });

  it.each(['', 'rclone:', 'rclone:nowhere', 'rclone:--config=x:y', 'restic:', 'restic:repo#--host=x'])('refuses what names no place: "%s"', (text) => {
    expect(() => readWhere(text, '/')).toThrowError(expect.objectContaining({ code: 'INVALID_FLAG' }));
  });
});
