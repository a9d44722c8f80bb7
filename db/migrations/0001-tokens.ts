import type { Migration } from '../migration.ts'

/**
 * URNs are bytes, not text: `utf8mb4_bin` pads with spaces, so 'a' = 'a ' in it and one user would be another;
 * the collations without padding have no name that both MySQL (`utf8mb4_0900_bin`) and MariaDB (`utf8mb4_nopad_bin`)
 * know. 1024 bytes hold a corpuser's 16 + 255 UTF-16 units of at most 3 bytes (781), and an index entry of
 * 1024 + 8 + 32 bytes is within InnoDB's 3072.
 */
export const tokens: Migration = {
  name: '0001-tokens',
  statements: {
    mysql: [
      `CREATE TABLE IF NOT EXISTS tokens (
        id BINARY(32) NOT NULL PRIMARY KEY,
        name VARCHAR(255) NOT NULL,
        description TEXT NULL,
        type VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        actor_urn VARBINARY(1024) NOT NULL,
        owner_urn VARBINARY(1024) NOT NULL,
        key_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NULL,
        last_used_at BIGINT NULL,
        revoked_at BIGINT NULL,
        INDEX tokens_by_owner (owner_urn, created_at, id),
        INDEX tokens_by_actor (actor_urn, created_at, id)
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    ],
    sqlite: [
      `CREATE TABLE IF NOT EXISTS tokens (
        id BLOB NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        description TEXT NULL,
        type TEXT NOT NULL,
        actor_urn BLOB NOT NULL,
        owner_urn BLOB NOT NULL,
        key_id TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NULL,
        last_used_at INTEGER NULL,
        revoked_at INTEGER NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX IF NOT EXISTS tokens_by_owner ON tokens (owner_urn, created_at, id)',
      'CREATE INDEX IF NOT EXISTS tokens_by_actor ON tokens (actor_urn, created_at, id)',
    ],
  },
}
