type Claims = Readonly<Record<string, unknown>>

/** The text of a claim, or `undefined` where it is none or empty. */
export function textClaim(claims: Claims, name: string): string | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** What a person is called: `name`, or given and family name, or else what they are called by us (as DataHub does). */
export function displayNameIn(claims: Claims, userName: string): string {
  const parts = ['given_name', 'family_name'].map((name) => textClaim(claims, name))
  const whole = parts.every((part) => part !== undefined) ? parts.join(' ') : undefined
  // A column has room for 255 characters.
  return (textClaim(claims, 'name') ?? whole ?? userName).slice(0, 255).toWellFormed()
}

/** The groups that some claims list, each a list of texts or one text; names are trimmed, and none is there twice. */
export function groupsIn(claims: Claims, claimNames: readonly string[]): string[] {
  const values = claimNames.flatMap((name) => (Object.hasOwn(claims, name) ? [claims[name]].flat() : []))
  const names = values.filter((value) => typeof value === 'string').map((value) => value.trim())
  return [...new Set(names)].filter((name) => name !== '')
}
