import { corpGroupId, corpGroupUrn } from './urn.ts'

// A column holds as many characters.
const NAME_LENGTH_MAX = 255

/**
 * URN of the group with this name at an identity provider, as DataHub makes it: the name in Java's form encoding
 * (OidcCallbackLogic.java, `extractGroups`; java.net.URLEncoder). `undefined` for a name that no group can have.
 */
export function externalGroupUrn(name: string): string | undefined {
  if (name.trim() === '' || name.length > NAME_LENGTH_MAX || !name.isWellFormed()) return undefined
  const encoded = encodeURIComponent(name)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  const urn = corpGroupUrn(encoded)
  return corpGroupId(urn) === undefined ? undefined : urn
}
