import { urnToBytes } from '../../../src/adapters/sql/column-bytes.ts'
import type { PolicyRecord, PolicyStore, PolicyWrites } from '../../../src/app/ports/policies.ts'
import { DuplicateError } from '../../../src/app/ports/transactions.ts'
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'

/** A policy store with its writes beside it, each a change of its own. */
export type WritablePolicyStore = PolicyStore & {
  [Name in keyof PolicyWrites]: (
    ...args: Parameters<PolicyWrites[Name]>
  ) => Promise<Awaited<ReturnType<PolicyWrites[Name]>>>
}

/** Policies in memory, by the contract of `test/store`: what is kept and what is given out are copies. */
export function memoryPolicyStore(): WritablePolicyStore {
  // In their order. Of those that were removed the version alone is left.
  let all: (PolicyRecord | { urn: string; version: number })[] = []
  let revision = 0

  const indexOf = (urn: string) => all.findIndex((policy) => policy.urn === key(urn))
  const present = (urn: string) => {
    const policy = all[indexOf(urn)]
    return policy !== undefined && 'info' in policy ? policy : undefined
  }
  function set(urn: string, policy: { info?: PolicyDocument['info']; version: number }): true {
    all = all.with(indexOf(urn), structuredClone({ urn, ...policy }))
    revision++
    return true
  }

  return {
    revision: async () => revision,
    find: async (urn) => structuredClone(present(urn)),
    async load() {
      const policies = all.flatMap((policy) =>
        'info' in policy ? structuredClone({ urn: policy.urn, info: policy.info }) : [],
      )
      return { policies, unreadable: [], revision }
    },
    async insert(policy) {
      if (indexOf(policy.urn) >= 0) throw new DuplicateError('there is a row with this key')
      all.push(structuredClone({ ...policy, version: 1 }))
      revision++
    },
    async update({ urn, info, version }) {
      return present(urn)?.version === version && set(urn, { info, version: version + 1 })
    },
    async remove(urn) {
      const policy = present(urn)
      return policy !== undefined && set(urn, { version: policy.version + 1 })
    },
    async install(defaults) {
      const before = revision
      const missing = defaults.filter(({ urn }) => indexOf(urn) < 0)
      for (const { urn, info } of defaults) {
        const known = all[indexOf(urn)]
        if (known === undefined || info.editable !== false) continue
        if (JSON.stringify(present(urn)?.info) === JSON.stringify(info)) continue
        set(urn, { info, version: known.version + 1 })
      }
      all = [...missing.map((policy) => structuredClone({ ...policy, version: 1 })), ...all]
      const isChanged = missing.length > 0 || revision > before
      revision = before + (isChanged ? 1 : 0)
      return isChanged
    },
  }
}

/** Throws what the SQL stores throw for text that is no URN. */
function key(urn: string): string {
  urnToBytes(urn)
  return urn
}
