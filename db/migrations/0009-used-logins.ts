import type { Migration } from '../migration.ts'

/** Single sign-ons that have ended, by the hash of their `state`, so that none ends twice, whichever replica is asked. */
export const usedLogins: Migration = {
  name: '0009-used-logins',
  statements: {
    mysql: [
      `CREATE TABLE IF NOT EXISTS used_logins (
        digest BINARY(32) NOT NULL PRIMARY KEY,
        expires_at BIGINT NOT NULL,
        INDEX used_logins_by_expiry (expires_at)
      ) ENGINE = InnoDB`,
    ],
    sqlite: [
      `CREATE TABLE IF NOT EXISTS used_logins (
        digest BLOB NOT NULL PRIMARY KEY,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX IF NOT EXISTS used_logins_by_expiry ON used_logins (expires_at)',
    ],
  },
}
