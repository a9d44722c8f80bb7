import { invalid } from '../../errors/service-error.ts'
import { checkedName, checkLine } from '../plain-text.ts'
import type { UserProfile } from '../ports/directory.ts'

// As long as their columns.
const DISPLAY_NAME_MAX = 255
const EMAIL_MAX = 320
const TITLE_MAX = 500

/** What of a profile is given, checked and without blanks around it; an empty text is none. Errors: INVALID_REQUEST. */
export function checkedProfile({ displayName, email, title }: UserProfile): UserProfile {
  return {
    ...(displayName === undefined
      ? {}
      : { displayName: checkedName('displayName', displayName, DISPLAY_NAME_MAX) }),
    ...(email === undefined ? {} : { email: checkedEmail(email) }),
    ...(title === undefined ? {} : { title: checkedTitle(title) }),
  }
}

function checkedEmail(email: string | null): string | null {
  const address = email?.trim() ?? ''
  if (address === '') return null
  checkLine('email', address, EMAIL_MAX)
  if (!/^[^@\s]+@[^@\s]+$/.test(address))
    throw invalid('email must be an e-mail address, such as jane@example.com.')
  return address
}

function checkedTitle(title: string | null): string | null {
  checkLine('title', title ?? '', TITLE_MAX)
  return title?.trim() || null
}
