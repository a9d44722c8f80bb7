import t, { type Test } from 'tap'
import { buildSchemaOf } from '../../src/graphql/build-schema.ts'
import { TYPE_DEFS } from '../../src/graphql/schema/index.ts'
import { issueToken, signIn } from '../helpers/person.ts'
import { startInProcess } from '../helpers/service.ts'
import { ask, asked } from './asking.ts'
import { APP } from './operations/app.ts'
import { DIRECTORY } from './operations/directory.ts'
import { EDITOR, JANE, type Operation } from './operations/operation.ts'
import { POLICIES } from './operations/policies.ts'
import { TOKENS } from './operations/tokens.ts'

/** Every operation of ours: allowed, denied and malformed use, in DataHub's words. */
const OPERATIONS: readonly Operation[] = [...DIRECTORY, ...POLICIES, ...TOKENS, ...APP]

const fieldOf = ({ data }: Operation): string => Object.keys(data)[0] ?? ''

/** A service with root, jane and john, and a token of root's and one of jane's. */
async function deployment(t: Test) {
  const { front, rootPassword = '' } = await startInProcess(t)
  const cookie = await signIn(front, 'datahub', rootPassword)
  for (const username of ['jane', 'john']) await createUser(front, cookie, username)
  const { token: root } = await issueToken(front, cookie, { name: 'root’s', duration: 'ONE_HOUR' })
  const own = await issueToken(front, cookie, { name: 'jane’s', duration: 'ONE_HOUR', actorUrn: JANE })
  return { front, cookie, root, jane: own.token }
}

async function createUser(front: string, cookie: string, username: string): Promise<void> {
  const answer = await fetch(`${front}/admin/users`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ username }),
  })
  if (answer.status !== 201) throw new Error(await answer.text())
}

/** What stands for names in angle brackets. */
async function namesOf({ front, cookie, root }: Awaited<ReturnType<typeof deployment>>) {
  const sample = await issueToken(front, cookie, { name: 'sample', duration: 'ONE_HOUR', actorUrn: JANE })
  const revoked = await issueToken(front, cookie, { name: 'to be revoked', duration: 'ONE_HOUR' })
  return async (variables: object): Promise<Record<string, unknown>> => {
    const { listServiceAccounts, listPolicies, getInviteToken } = (await asked(
      front,
      root,
      `{ listServiceAccounts(input: {}) { serviceAccounts { urn } }
         listPolicies(input: { query: "of the table" }) { policies { urn } }
         getInviteToken(input: { roleUrn: "${EDITOR}" }) { inviteToken } }`,
    )) as {
      listServiceAccounts: { serviceAccounts: { urn: string }[] }
      listPolicies: { policies: { urn: string }[] }
      getInviteToken: { inviteToken: string }
    }
    const names = {
      'service account': listServiceAccounts.serviceAccounts[0]?.urn ?? '',
      policy: listPolicies.policies[0]?.urn ?? '',
      'invite token': getInviteToken.inviteToken,
      token: sample.token,
      'a token of root’s': revoked.metadata.id,
    }
    let text = JSON.stringify(variables)
    for (const [name, value] of Object.entries(names)) text = text.replace(`<${name}>`, value)
    return JSON.parse(text)
  }
}

t.test('the table has each operation that is ours, once', async (t) => {
  const schema = buildSchemaOf(TYPE_DEFS)
  const roots = [schema.getQueryType(), schema.getMutationType()]
  const ours = roots.flatMap((root) => Object.keys(root?.getFields() ?? {}))
  t.same(OPERATIONS.map(fieldOf).sort(), ours.sort())
  for (const operation of OPERATIONS)
    t.ok(operation.malformed ?? operation.invalid, `${fieldOf(operation)} has a malformed use`)
})

t.test(
  'every operation is allowed to who may, denied in DataHub’s words, and told what is wrong with it',
  async (t) => {
    const deployed = await deployment(t)
    const { front, root, jane } = deployed
    const filledIn = await namesOf(deployed)

    for (const operation of OPERATIONS) {
      const { document, malformed = [], invalid, nullable, denied, data } = operation
      const field = fieldOf(operation)
      const filled = await filledIn(operation.variables ?? {})
      const failed = nullable ? { [field]: null } : null

      if (denied !== undefined) {
        const answer = await ask(front, jane, document, operation.deniedVariables ?? filled)
        t.equal(answer.status, 200, `${field}, denied`)
        t.match(answer.errors, [
          {
            message: denied,
            path: [field],
            extensions: { code: 403, type: 'UNAUTHORIZED', classification: 'DataFetchingException' },
          },
        ])
        t.equal(answer.errors?.[0]?.message, denied, field)
        t.same(answer.data, failed, `${field}, denied`)
        t.same(answer.extensions, {})
      }

      const allowed = await ask(front, root, document, filled)
      t.equal(allowed.errors, undefined, `${field}, allowed: ${JSON.stringify(allowed.errors)}`)
      t.match(allowed.data, data, field)
      t.same(allowed.extensions, {})

      for (const [variables, message, code] of malformed) {
        const answer = await ask(front, root, document, variables)
        const [error] = answer.errors ?? []
        t.equal(answer.status, 200)
        t.equal(error?.message, message, `${field} ${JSON.stringify(variables)}`)
        t.match(answer.errors, [{ path: [field], extensions: { code } }])
        t.same(answer.data, failed, `${field}, malformed`)
      }

      if (invalid !== undefined) {
        const answer = await ask(front, root, invalid[0])
        t.equal(answer.errors?.[0]?.message, invalid[1], `${field}, malformed`)
        t.match(answer.errors, [{ extensions: { classification: 'ValidationError' } }])
        t.equal(answer.data, undefined)
      }
    }
  },
)
