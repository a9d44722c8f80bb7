/**
 * The fields of a form (application/x-www-form-urlencoded), as RFC 6749 §3.1 reads them: a parameter without a value
 * counts as left out, and `repeated` names the first that is there twice.
 */
export function readForm(text: string): { fields: Record<string, string>; repeated?: string } {
  const values = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (values.has(name)) return { fields: {}, repeated: name }
    values.set(name, value)
  }
  // Each an own property, `__proto__` too.
  return { fields: Object.fromEntries([...values].filter(([, value]) => value !== '')) }
}
