import type { GraphqlGuardPorts } from '../../../src/graphql/guard.ts'

/** Everybody may have GMS do everything. */
export const NO_GUARD: GraphqlGuardPorts = {
  admit: async () => undefined,
  noteChange: async () => undefined,
}
