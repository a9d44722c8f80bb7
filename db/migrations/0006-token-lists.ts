import type { Knex } from 'knex'
import { wordsOf } from '../../src/domain/name-words.ts'
import { hasColumn, type Migration } from '../migration.ts'

/**
 * What lists of tokens read (docs/listing.md). The key becomes the time of creation and the first 8 bytes of the id, so
 * that the table itself is in the order of creation, and each index carries 16 bytes of key instead of 32. Sorts have
 * keys without NULL: 2^53 - 1 for never expires, -1 for never used. `phase` is 0 for active, 1 for expired, 2 for
 * revoked; a sweep sets `lapsed` some time after the expiry, until when `lapses_at` keeps it in an index of its own.
 */
export const tokenLists: Migration = {
  name: '0006-token-lists',
  statements: {
    mysql: [
      {
        unless: hasColumn('tokens', 'id_prefix'),
        sql: `ALTER TABLE tokens
          ADD COLUMN id_prefix BINARY(8) NULL,
          ADD COLUMN name_words VARBINARY(2048) NULL,
          ADD COLUMN lapsed TINYINT NOT NULL DEFAULT 0`,
      },
      `UPDATE tokens SET id_prefix = LEFT(id, 8),
        lapsed = COALESCE(expires_at <= (UNIX_TIMESTAMP() - 60) * 1000, 0)
        WHERE id_prefix IS NULL`,
      `CREATE TABLE IF NOT EXISTS token_words (
        word VARBINARY(256) NOT NULL,
        created_at BIGINT NOT NULL,
        id_prefix BINARY(8) NOT NULL,
        PRIMARY KEY (word, created_at, id_prefix)
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      { unless: hasColumn('tokens', 'phase'), run: findWordsOnMysql },
      {
        // One rebuild of the table for all of it. The defaults let a replica of the version before make tokens meanwhile.
        unless: hasColumn('tokens', 'phase'),
        sql: `ALTER TABLE tokens
          MODIFY COLUMN id_prefix BINARY(8) NOT NULL DEFAULT (LEFT(id, 8)),
          MODIFY COLUMN name_words VARBINARY(2048) NOT NULL DEFAULT '',
          ADD COLUMN phase TINYINT AS (CASE WHEN revoked_at IS NOT NULL THEN 2 ELSE lapsed END) STORED,
          ADD COLUMN revoked TINYINT AS (revoked_at IS NOT NULL) STORED,
          ADD COLUMN expires_key BIGINT AS (COALESCE(expires_at, 9007199254740991)) STORED,
          ADD COLUMN last_used_key BIGINT AS (COALESCE(last_used_at, -1)) STORED,
          ADD COLUMN lapses_at BIGINT
            AS (CASE WHEN revoked_at IS NULL AND lapsed = 0 THEN expires_at END) STORED,
          DROP PRIMARY KEY,
          ADD PRIMARY KEY (created_at, id_prefix),
          ADD UNIQUE INDEX tokens_by_id (id),
          DROP INDEX tokens_by_owner,
          DROP INDEX tokens_by_actor,
          ADD INDEX tokens_by_time (phase, created_at, id_prefix),
          ADD INDEX tokens_by_expiry (revoked, expires_key, created_at, id_prefix),
          ADD INDEX tokens_by_use (phase, last_used_key, created_at, id_prefix, expires_key),
          ADD INDEX tokens_by_owner_time (owner_urn, phase, created_at, id_prefix),
          ADD INDEX tokens_by_owner_expiry (owner_urn, revoked, expires_key, created_at, id_prefix),
          ADD INDEX tokens_by_owner_use
            (owner_urn, phase, last_used_key, created_at, id_prefix, expires_key),
          ADD INDEX tokens_by_actor_time (actor_urn, phase, created_at, id_prefix),
          ADD INDEX tokens_by_actor_expiry (actor_urn, revoked, expires_key, created_at, id_prefix),
          ADD INDEX tokens_by_actor_use
            (actor_urn, phase, last_used_key, created_at, id_prefix, expires_key),
          ADD INDEX tokens_by_lapse (lapses_at)`,
      },
    ],
    sqlite: [
      'ALTER TABLE tokens RENAME TO tokens_before',
      'DROP INDEX tokens_by_owner',
      'DROP INDEX tokens_by_actor',
      `CREATE TABLE tokens (
        created_at INTEGER NOT NULL,
        id_prefix BLOB NOT NULL,
        id BLOB NOT NULL,
        name TEXT NOT NULL,
        name_words BLOB NOT NULL,
        description TEXT NULL,
        type TEXT NOT NULL,
        actor_urn BLOB NOT NULL,
        owner_urn BLOB NOT NULL,
        key_id TEXT NOT NULL,
        expires_at INTEGER NULL,
        last_used_at INTEGER NULL,
        revoked_at INTEGER NULL,
        lapsed INTEGER NOT NULL DEFAULT 0,
        phase INTEGER AS (CASE WHEN revoked_at IS NOT NULL THEN 2 ELSE lapsed END) STORED,
        revoked INTEGER AS (revoked_at IS NOT NULL) STORED,
        expires_key INTEGER AS (COALESCE(expires_at, 9007199254740991)) STORED,
        last_used_key INTEGER AS (COALESCE(last_used_at, -1)) STORED,
        lapses_at INTEGER AS (CASE WHEN revoked_at IS NULL AND lapsed = 0 THEN expires_at END) STORED,
        PRIMARY KEY (created_at, id_prefix)
      ) STRICT, WITHOUT ROWID`,
      'CREATE UNIQUE INDEX tokens_by_id ON tokens (id)',
      'CREATE INDEX tokens_by_time ON tokens (phase, created_at, id_prefix)',
      'CREATE INDEX tokens_by_expiry ON tokens (revoked, expires_key, created_at, id_prefix)',
      'CREATE INDEX tokens_by_use ON tokens (phase, last_used_key, created_at, id_prefix, expires_key)',
      'CREATE INDEX tokens_by_owner_time ON tokens (owner_urn, phase, created_at, id_prefix)',
      `CREATE INDEX tokens_by_owner_expiry
        ON tokens (owner_urn, revoked, expires_key, created_at, id_prefix)`,
      `CREATE INDEX tokens_by_owner_use
        ON tokens (owner_urn, phase, last_used_key, created_at, id_prefix, expires_key)`,
      'CREATE INDEX tokens_by_actor_time ON tokens (actor_urn, phase, created_at, id_prefix)',
      `CREATE INDEX tokens_by_actor_expiry
        ON tokens (actor_urn, revoked, expires_key, created_at, id_prefix)`,
      `CREATE INDEX tokens_by_actor_use
        ON tokens (actor_urn, phase, last_used_key, created_at, id_prefix, expires_key)`,
      'CREATE INDEX tokens_by_lapse ON tokens (lapses_at)',
      `INSERT INTO tokens (created_at, id_prefix, id, name, name_words, description, type, actor_urn,
          owner_urn, key_id, expires_at, last_used_at, revoked_at, lapsed)
        SELECT created_at, substr(id, 1, 8), id, name, X'', description, type, actor_urn,
          owner_urn, key_id, expires_at, last_used_at, revoked_at,
          COALESCE(expires_at <= (unixepoch() - 60) * 1000, 0)
        FROM tokens_before`,
      'DROP TABLE tokens_before',
      `CREATE TABLE token_words (
        word BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        id_prefix BLOB NOT NULL,
        PRIMARY KEY (word, created_at, id_prefix)
      ) STRICT, WITHOUT ROWID`,
      { run: findWordsOnSqlite },
    ],
  },
}

interface Named {
  id: Uint8Array
  created_at: number
  name: string
}

// A statement of some 300 kB, far below what servers take (16 MB).
const BATCH_ROWS = 1_000

/** Finds the words of all names; repeating it finds the same again. */
async function findWordsOnMysql(knex: Knex): Promise<void> {
  for await (const batch of inBatches(knex)) {
    const words = batch.flatMap(() => ['SELECT ? AS id, ? AS words']).join(' UNION ALL ')
    await knex
      .raw(
        `UPDATE tokens JOIN (${words}) AS found ON tokens.id = found.id
          SET tokens.name_words = found.words`,
        batch.flatMap(({ id, name }) => [Buffer.from(id), joined(wordsOf(name))]),
      )
      .options({ timeout: 0 })
    await insertWords(knex, batch)
  }
}

async function findWordsOnSqlite(knex: Knex): Promise<void> {
  for await (const batch of inBatches(knex)) {
    for (const { id, name } of batch)
      await knex('tokens')
        .where({ id })
        .update({ name_words: joined(wordsOf(name)) })
    await insertWords(knex, batch)
  }
}

async function* inBatches(knex: Knex): AsyncGenerator<Named[]> {
  let last: Uint8Array = Buffer.alloc(0)
  for (;;) {
    const batch: Named[] = await knex('tokens')
      .select('id', 'created_at', 'name')
      .where('id', '>', last)
      .orderBy('id')
      .limit(BATCH_ROWS)
    if (batch.length === 0) return
    yield batch
    last = batch.at(-1)?.id ?? last
  }
}

async function insertWords(knex: Knex, batch: readonly Named[]): Promise<void> {
  const rows = batch.flatMap(({ id, created_at, name }) =>
    wordsOf(name).map((word) => ({
      word: Buffer.from(word),
      created_at,
      id_prefix: Buffer.from(id).subarray(0, 8),
    })),
  )
  // SQLite takes 500 rows in a statement as knex writes it.
  for (let at = 0; at < rows.length; at += 500)
    await knex('token_words')
      .insert(rows.slice(at, at + 500))
      .onConflict()
      .ignore()
}

/** As a search for ` word` finds the words that begin so. */
function joined(words: readonly string[]): Buffer {
  return Buffer.from(words.map((word) => ` ${word}`).join(''))
}
