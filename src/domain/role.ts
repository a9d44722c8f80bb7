/** A role: a name that policies give power to (DataHub's boot file roles.json). */
export interface Role {
  urn: string
  name: string
  description: string
}
