import type { Migration } from '../migration.ts'

/**
 * DataHub's policies. `info` is the aspect's JSON; of a policy that was removed only the row is left, with no `info`, so
 * that a default that somebody removed is known as one that was there (docs/adr/0009). `policy_revision` has one row,
 * which grows by one with each transaction that changed a policy, and which such a transaction locks first.
 */
export const policies: Migration = {
  name: '0011-policies',
  statements: {
    mysql: [
      `CREATE TABLE IF NOT EXISTS policies (
        urn VARBINARY(1024) NOT NULL PRIMARY KEY,
        info MEDIUMTEXT NULL,
        position BIGINT NOT NULL,
        version BIGINT NOT NULL,
        removed TINYINT NOT NULL,
        INDEX policies_by_position (removed, position, urn)
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      `CREATE TABLE IF NOT EXISTS policy_revision (
        id TINYINT NOT NULL PRIMARY KEY,
        revision BIGINT NOT NULL
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      {
        unless: 'SELECT 1 FROM policy_revision',
        sql: 'INSERT INTO policy_revision (id, revision) VALUES (1, 0)',
      },
    ],
    sqlite: [
      `CREATE TABLE policies (
        urn BLOB NOT NULL PRIMARY KEY,
        info TEXT NULL,
        position INTEGER NOT NULL,
        version INTEGER NOT NULL,
        removed INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX policies_by_position ON policies (removed, position, urn)',
      `CREATE TABLE policy_revision (
        id INTEGER NOT NULL PRIMARY KEY,
        revision INTEGER NOT NULL
      ) STRICT`,
      'INSERT INTO policy_revision (id, revision) VALUES (1, 0)',
    ],
  },
}
