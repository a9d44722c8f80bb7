import { RE2JS } from 're2js'

/**
 * The first match of an operator's regular expression in a claim, as DataHub takes it (OidcCallbackLogic.java,
 * `extractRegexGroup`), or `undefined` where there is none or it is empty. RE2 takes time in proportion to the text: what
 * people write into their profile cannot hold the process up. Throws where the pattern is none of RE2's.
 */
export function makeExtractUserName(pattern: string): (claim: string) => string | undefined {
  const compiled = RE2JS.compile(pattern)
  return (claim) => {
    const matcher = compiled.matcher(claim)
    return matcher.find() ? matcher.group() || undefined : undefined
  }
}
