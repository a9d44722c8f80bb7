import type { Caller } from '../../domain/caller.ts'
import type { GmsDemand } from '../../domain/gms-endpoints/judgement.ts'
import { isOwnAdministration, PRIVILEGES, type Privilege } from '../../domain/privilege.ts'
import { invalid, ServiceError } from '../../errors/service-error.ts'
import type { Authorize } from '../access/authorize.ts'
import type { RecordRefusal } from '../audit/refusals.ts'
import type { AdmitGmsRequest } from '../ports/gms.ts'

export interface AdmitGmsRequestPorts {
  authorize: Authorize
  recordRefusal: RecordRefusal
}

// Each may cost GMS a read of its resource's facts.
const DEMANDS_MAX = 1000

// At once: a request takes a small part of the connections on which facts are read.
const ASKING_MAX = 8

// Longer ones are no names of DataHub's, whose own bound this is.
const URN_LENGTH_MAX = 1024

const ASK = 'Please contact your DataHub administrator.'

/**
 * Admits by the policies, one demand after another until one is not met. The refusal of a write of what decides is
 * remembered, once a request.
 */
export function makeAdmitGmsRequest(ports: AdmitGmsRequestPorts): AdmitGmsRequest {
  const { authorize, recordRefusal } = ports

  async function refuse(caller: Caller, what: string, demand: GmsDemand): Promise<never> {
    const privileges = demand.anyOf.flat()
    if (privileges.some(isOwnAdministration)) {
      const subject = namedUrn(demand)
      const privilege = privileges.join(',')
      await recordRefusal(caller, { what, privilege, ...(subject === undefined ? {} : { subject }) })
    }
    throw new ServiceError('FORBIDDEN', { detail: `${sentenceOf(demand)} ${ASK}` })
  }

  return async (caller, { what, demands }) => {
    if (demands.length === 0) return
    if (caller === null) throw new ServiceError('UNAUTHENTICATED')
    const distinct = withoutRepeats(demands)
    if (distinct.length > DEMANDS_MAX) {
      throw invalid(
        `This touches more than ${DEMANDS_MAX} things whose policies must be asked. Send it in parts.`,
      )
    }
    const unmet = await firstUnmet(distinct, (demand) => isMet(authorize, caller, demand))
    if (unmet !== undefined) await refuse(caller, what, unmet)
  }
}

function withoutRepeats(demands: readonly GmsDemand[]): GmsDemand[] {
  return [...new Map(demands.map((demand) => [JSON.stringify(demand), demand])).values()]
}

/** Some at a time; the first that is found unmet ends the asking, as does an error. */
async function firstUnmet(
  demands: readonly GmsDemand[],
  isMet: (demand: GmsDemand) => Promise<boolean>,
): Promise<GmsDemand | undefined> {
  for (let start = 0; start < demands.length; start += ASKING_MAX) {
    const asked = demands.slice(start, start + ASKING_MAX)
    const met = await Promise.all(asked.map(isMet))
    const unmet = asked.find((_, at) => !met[at])
    if (unmet !== undefined) return unmet
  }
  return undefined
}

/** An error counts only where no other group is met: what one policy grants does not hang on the facts of another. */
async function isMet(authorize: Authorize, caller: Caller, { anyOf, resource }: GmsDemand): Promise<boolean> {
  const { actorUrn } = caller.principal
  let error: unknown
  for (const group of anyOf) {
    try {
      if (group.length > 0 && (await holdsAll(group))) return true
    } catch (undecided) {
      error ??= undecided
    }
  }
  if (error !== undefined) throw error
  return false

  async function holdsAll(group: readonly string[]): Promise<boolean> {
    for (const privilege of group) if (!(await authorize(actorUrn, privilege, resource)).allowed) return false
    return true
  }
}

function sentenceOf(demand: GmsDemand): string {
  const groups = demand.anyOf.filter((group) => group.length > 0)
  if (groups.length === 0) return 'No privilege allows this.'
  const named = groups.map((group) => group.map((id) => `"${nameOf(id)}"`).join(' and ')).join(', or ')
  const word = groups.length === 1 && groups[0]?.length === 1 ? 'the privilege' : 'the privileges'
  return `This needs ${word} ${named}${placeOf(demand)}.`
}

function nameOf(id: string): string {
  return Object.hasOwn(PRIVILEGES, id) ? PRIVILEGES[id as Privilege] : id
}

function placeOf(demand: GmsDemand): string {
  const { resource } = demand
  if (resource === undefined) return ''
  if (resource.urn === '') return ` on everything of type ${resource.type}`
  return ` on ${namedUrn(demand) ?? `a ${resource.type}`}`
}

/** The URN that a demand is about, where it can be repeated: what is no URN may be anything, a token too. */
function namedUrn({ resource }: GmsDemand): string | undefined {
  const urn = resource?.urn ?? ''
  return urn.length <= URN_LENGTH_MAX && /^urn:li:\w+:[^\p{Cc}\p{Cs}]+$/u.test(urn) ? urn : undefined
}
