import { describe, expect, it } from 'vitest';
import { DrillError } from '../../src/model/errors.ts';
import { databaseError } from '../../src/model/database-error.ts';

const fromServer = (errno: number, code: string): Error => Object.assign(new Error('secret text'), { errno, code, sqlState: '42000', sql: 'SELECT secret' });

describe('a failure of the database', () => {
  it("carries MariaDB's number and symbol and nothing of the statement", () => {
    const error = databaseError(fromServer(1062, 'ER_DUP_ENTRY'));
    expect(error).toMatchObject({ code: 'DATABASE_ERROR', message: 'MariaDB refused a statement: 1062 ER_DUP_ENTRY' });
    expect(JSON.stringify([error, error.cause, error.stack])).not.toContain('secret');
  });

  it('is an outage when the server is gone or does not hold the table', () => {
    expect(databaseError(Object.assign(new Error('x'), { code: 'ECONNRESET', errno: -104 })).code).toBe('UNREACHABLE');
    expect(databaseError(fromServer(1053, 'ER_SERVER_SHUTDOWN')).code).toBe('UNREACHABLE');
    expect(databaseError(fromServer(1146, 'ER_NO_SUCH_TABLE')).code).toBe('UNREACHABLE');
  });

  it('is an outage when the pages of a table cannot be read', () => {
    expect(databaseError(fromServer(1877, 'ER_TABLE_CORRUPT')).code).toBe('UNREACHABLE');
  });

  it('stays what it is when it is one of ours', () => {
    const own = new DrillError('ABORTED', 'x');
    expect(databaseError(own)).toBe(own);
  });
});
