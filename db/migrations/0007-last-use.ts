import { hasColumn, type Migration } from '../migration.ts'

/** From where, and with which program, a token was last used; `last_used_at` is there from the start. */
export const lastUse: Migration = {
  name: '0007-last-use',
  statements: {
    mysql: [
      {
        unless: hasColumn('tokens', 'last_used_address'),
        sql: `ALTER TABLE tokens
          ADD COLUMN last_used_address VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
          ADD COLUMN last_used_agent VARCHAR(255) NULL`,
      },
    ],
    sqlite: [
      'ALTER TABLE tokens ADD COLUMN last_used_address TEXT NULL',
      'ALTER TABLE tokens ADD COLUMN last_used_agent TEXT NULL',
    ],
  },
}
