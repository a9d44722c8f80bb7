import { hasColumn, type Migration } from '../migration.ts'

/** Since when sessions of a user count that are kept elsewhere, DataHub's own; epoch milliseconds. */
export const sessionsSince: Migration = {
  name: '0010-sessions-since',
  statements: {
    mysql: [
      {
        unless: hasColumn('users', 'sessions_since'),
        sql: 'ALTER TABLE users ADD COLUMN sessions_since BIGINT NOT NULL DEFAULT 0',
      },
    ],
    sqlite: ['ALTER TABLE users ADD COLUMN sessions_since INTEGER NOT NULL DEFAULT 0'],
  },
}
