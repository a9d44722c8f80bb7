/** NIST SP 800-63B §5.1.1.2: at least 8 characters, no rule about which. The upper bound is what is hashed at most. */
const PASSWORD_LENGTH = { min: 8, max: 1024 } as const

/** What is wrong with a new password, said to who chose it; `undefined` where nothing is. */
export function passwordFault(password: string): string | undefined {
  const { min, max } = PASSWORD_LENGTH
  const length = [...password].length
  return length >= min && length <= max
    ? undefined
    : `The password must have ${min} to ${max} characters. Please choose another.`
}
