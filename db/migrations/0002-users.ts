import type { Migration } from '../migration.ts'

/** Users who sign in here; `urn` is bytes for the reason given in 0001-tokens. */
export const users: Migration = {
  name: '0002-users',
  statements: {
    mysql: [
      `CREATE TABLE IF NOT EXISTS users (
        urn VARBINARY(1024) NOT NULL PRIMARY KEY,
        display_name VARCHAR(255) NOT NULL,
        password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
        status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        created_at BIGINT NOT NULL
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    ],
    sqlite: [
      `CREATE TABLE IF NOT EXISTS users (
        urn BLOB NOT NULL PRIMARY KEY,
        display_name TEXT NOT NULL,
        password_hash TEXT NULL,
        status TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
    ],
  },
}
