import type { Migration } from '../migration.ts'

/** Idempotency keys that tokens were made with, by the digest of the key and of whose it is. */
export const idempotency: Migration = {
  name: '0008-idempotency',
  statements: {
    mysql: [
      `CREATE TABLE IF NOT EXISTS idempotency_keys (
        id BINARY(32) NOT NULL PRIMARY KEY,
        body BINARY(32) NOT NULL,
        token_id BINARY(32) NOT NULL,
        created_at BIGINT NOT NULL,
        INDEX idempotency_keys_by_time (created_at)
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    ],
    sqlite: [
      `CREATE TABLE idempotency_keys (
        id BLOB NOT NULL PRIMARY KEY,
        body BLOB NOT NULL,
        token_id BLOB NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at)',
    ],
  },
}
