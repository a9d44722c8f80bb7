import type { PolicyDocument } from '../policy.ts'
import type { FactField } from '../question.ts'
import type { ActorIndex } from './actor-index.ts'
import type { Numbers } from './numbers.ts'
import { noNumbers } from './numbers.ts'
import type { ResourceIndex } from './resource-index.ts'

/** Policies by their number, which is their place in the order, and what finds them. */
export interface PolicyIndex {
  policies: readonly PolicyDocument[]
  actors: ActorIndex
  /** Rules for whom policies name, and for owners of the resource. */
  named: ResourceIndex
  owners: ResourceIndex
  privileges: Map<string, Listing>
  /** All policies, as if each listed one more privilege. */
  every: Listing
  /** The numbers of a policy's privileges. */
  privilegesOf: (readonly number[])[]
  /** All numbers, as bits. */
  anybody: Int32Array
}

/** The policies that list a privilege. */
export interface Listing {
  /** A number of the privilege's own. */
  id: number
  /** In their order, those that are in force or not. */
  all: number[]
  /** With rules for whom they name: those that want no resource, those that take any, those that want something of it. */
  free: Numbers
  open: Numbers
  demanding: Numbers
  /** With rules for owners. */
  owned: Numbers
  /** What their rules ask of a resource. */
  asks: Set<FactField>
}

export function noListing(id: number): Listing {
  return {
    id,
    all: [],
    free: noNumbers(),
    open: noNumbers(),
    demanding: noNumbers(),
    owned: noNumbers(),
    asks: new Set(),
  }
}
