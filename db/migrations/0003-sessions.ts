import type { Migration } from '../migration.ts'

/** Browser sessions. `id` is a hash of the cookie, `actor_urn` is bytes for the reason given in 0001-tokens. */
export const sessions: Migration = {
  name: '0003-sessions',
  statements: {
    mysql: [
      `CREATE TABLE IF NOT EXISTS sessions (
        id BINARY(32) NOT NULL PRIMARY KEY,
        actor_urn VARBINARY(1024) NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        INDEX sessions_by_expiry (expires_at),
        INDEX sessions_by_actor (actor_urn)
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    ],
    sqlite: [
      `CREATE TABLE IF NOT EXISTS sessions (
        id BLOB NOT NULL PRIMARY KEY,
        actor_urn BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (expires_at)',
      'CREATE INDEX IF NOT EXISTS sessions_by_actor ON sessions (actor_urn)',
    ],
  },
}
