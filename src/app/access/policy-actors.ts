import type { Actor } from '../../domain/actor.ts'
import { PolicyActor } from '../../domain/policy/question.ts'

const known = new WeakMap<Actor, PolicyActor>()

/** Who asks policies, for an actor of the directory: the same object for as long as the directory's answer is the same. */
export function policyActorOf(actor: Actor): PolicyActor {
  let asking = known.get(actor)
  if (asking === undefined) {
    asking = new PolicyActor(actor)
    known.set(actor, asking)
  }
  return asking
}
