import { hasColumn, type Migration } from '../migration.ts'

/**
 * The directory: more of users, and groups, memberships, roles, invite and reset tokens. `corp_groups`, since `groups`
 * is a word of MySQL's. A role's key is empty for the invite token that gives none: a key may not be NULL.
 * Two URNs in one key are 2048 bytes, within InnoDB's 3072.
 */
export const directory: Migration = {
  name: '0004-directory',
  statements: {
    mysql: [
      {
        unless: hasColumn('users', 'kind'),
        sql: `ALTER TABLE users
          ADD COLUMN kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'USER',
          ADD COLUMN email VARCHAR(320) NULL,
          ADD COLUMN title VARCHAR(500) NULL,
          ADD COLUMN created_by VARBINARY(1024) NULL,
          ADD COLUMN removed_at BIGINT NULL,
          ADD INDEX users_by_kind (kind, removed_at, created_at)`,
      },
      `CREATE TABLE IF NOT EXISTS corp_groups (
        urn VARBINARY(1024) NOT NULL PRIMARY KEY,
        name VARCHAR(255) NOT NULL,
        description TEXT NULL,
        origin VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        created_at BIGINT NOT NULL,
        INDEX corp_groups_by_time (created_at)
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      `CREATE TABLE IF NOT EXISTS group_members (
        user_urn VARBINARY(1024) NOT NULL,
        group_urn VARBINARY(1024) NOT NULL,
        PRIMARY KEY (user_urn, group_urn),
        INDEX group_members_by_group (group_urn)
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      `CREATE TABLE IF NOT EXISTS role_members (
        actor_urn VARBINARY(1024) NOT NULL,
        role_urn VARBINARY(1024) NOT NULL,
        PRIMARY KEY (actor_urn, role_urn),
        INDEX role_members_by_role (role_urn)
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      `CREATE TABLE IF NOT EXISTS invite_tokens (
        role_urn VARBINARY(1024) NOT NULL PRIMARY KEY,
        digest BINARY(32) NOT NULL UNIQUE,
        sealed VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        created_at BIGINT NOT NULL
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      `CREATE TABLE IF NOT EXISTS reset_tokens (
        user_urn VARBINARY(1024) NOT NULL PRIMARY KEY,
        digest BINARY(32) NOT NULL UNIQUE,
        expires_at BIGINT NOT NULL
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    ],
    sqlite: [
      "ALTER TABLE users ADD COLUMN kind TEXT NOT NULL DEFAULT 'USER'",
      'ALTER TABLE users ADD COLUMN email TEXT NULL',
      'ALTER TABLE users ADD COLUMN title TEXT NULL',
      'ALTER TABLE users ADD COLUMN created_by BLOB NULL',
      'ALTER TABLE users ADD COLUMN removed_at INTEGER NULL',
      'CREATE INDEX users_by_kind ON users (kind, removed_at, created_at)',
      `CREATE TABLE corp_groups (
        urn BLOB NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        description TEXT NULL,
        origin TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX corp_groups_by_time ON corp_groups (created_at)',
      `CREATE TABLE group_members (
        user_urn BLOB NOT NULL,
        group_urn BLOB NOT NULL,
        PRIMARY KEY (user_urn, group_urn)
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX group_members_by_group ON group_members (group_urn)',
      `CREATE TABLE role_members (
        actor_urn BLOB NOT NULL,
        role_urn BLOB NOT NULL,
        PRIMARY KEY (actor_urn, role_urn)
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX role_members_by_role ON role_members (role_urn)',
      `CREATE TABLE invite_tokens (
        role_urn BLOB NOT NULL PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        sealed TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE reset_tokens (
        user_urn BLOB NOT NULL PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
    ],
  },
}
