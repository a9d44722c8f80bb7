import type { Migration } from '../migration.ts'

/**
 * The audit trail. Rows are only ever added; the sealer fills `seq` and `seal` of a row once, in the order in which it
 * saw them committed. `id` is a UUID version 7, so that rows are added at the table's end. An index on `seq` ends in the
 * primary key on both databases, so that it gives the rows that wait for a seal in the order of their ids; that it is
 * unique is what keeps the chain one where two sealers run. `details` is canonical JSON (RFC 8785).
 */
export const audit: Migration = {
  name: '0005-audit',
  statements: {
    mysql: [
      `CREATE TABLE IF NOT EXISTS audit (
        id BINARY(16) NOT NULL PRIMARY KEY,
        at BIGINT NOT NULL,
        action VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        outcome VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        actor_urn VARBINARY(1024) NULL,
        actor_token_id BINARY(32) NULL,
        subject VARBINARY(1024) NULL,
        address VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
        user_agent VARCHAR(255) NULL,
        details MEDIUMTEXT NOT NULL,
        seq BIGINT NULL,
        seal BINARY(32) NULL,
        UNIQUE INDEX audit_by_seq (seq),
        INDEX audit_by_time (at, id),
        INDEX audit_by_actor (actor_urn, at, id),
        INDEX audit_by_subject (subject, at, id),
        INDEX audit_by_action (action, at, id),
        INDEX audit_by_outcome (outcome, at, id),
        INDEX audit_by_address (address, at, id)
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    ],
    sqlite: [
      `CREATE TABLE audit (
        id BLOB NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        action TEXT NOT NULL,
        outcome TEXT NOT NULL,
        actor_urn BLOB NULL,
        actor_token_id BLOB NULL,
        subject BLOB NULL,
        address TEXT NULL,
        user_agent TEXT NULL,
        details TEXT NOT NULL,
        seq INTEGER NULL,
        seal BLOB NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE UNIQUE INDEX audit_by_seq ON audit (seq)',
      'CREATE INDEX audit_by_time ON audit (at, id)',
      'CREATE INDEX audit_by_actor ON audit (actor_urn, at, id)',
      'CREATE INDEX audit_by_subject ON audit (subject, at, id)',
      'CREATE INDEX audit_by_action ON audit (action, at, id)',
      'CREATE INDEX audit_by_outcome ON audit (outcome, at, id)',
      'CREATE INDEX audit_by_address ON audit (address, at, id)',
    ],
  },
}
