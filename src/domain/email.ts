// The HTML Standard's "valid e-mail address", which is also what Play's validator, and so DataHub's sign-up, takes.
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?'
const EMAIL = new RegExp(`^[a-zA-Z0-9.!#$%&'*+/=?^_\`{|}~-]+@${LABEL}(?:\\.${LABEL})*$`)

/** Whether a text is an e-mail address (HTML Standard, "valid e-mail address"). */
export function isEmail(text: string): boolean {
  // RFC 5321 §4.5.3.1.3 has no longer path than 256 octets, two of them brackets.
  return text.length <= 254 && EMAIL.test(text)
}
