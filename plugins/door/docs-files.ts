import fp from 'fastify-plugin'
import { makeDocsFiles } from '../../src/adapters/docs-files.ts'

export default fp(
  async (door) => {
    door.decorate('docsFiles', makeDocsFiles())
  },
  { name: 'docs-files' },
)
