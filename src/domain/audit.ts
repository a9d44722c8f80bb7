import type { Privilege } from './privilege.ts'

/**
 * Who may read the audit trail. DataHub has no privilege for that; what is in it is what people did and from where, so
 * it is for who administers people.
 */
export const AUDIT_PRIVILEGE = 'MANAGE_USERS_AND_GROUPS' satisfies Privilege

/** Everything that the audit trail can say, with what a reader of it is told. One row an action; names are part of the API. */
export const AUDIT_ACTIONS = {
  'session.start': 'Somebody signed in',
  'session.refuse': 'Attempts to sign in were refused; one record counts those of some seconds',
  'session.end': 'Somebody signed out, or was found suspended or removed',
  'token.create': 'A token was made',
  'token.revoke': 'A token was revoked',
  'token.revoke-many': 'Tokens were revoked by a filter',
  'user.create': 'A user was made, or signed up',
  'user.update': 'A user’s name, e-mail address or title was changed',
  'user.suspend': 'A user was suspended',
  'user.reactivate': 'A suspended user was let in again',
  'user.remove': 'A user was removed, and their tokens revoked',
  'user.password': 'A password was set',
  'user.reset-token': 'A token to reset a password was made',
  'group.create': 'A group was made',
  'group.remove': 'A group was removed',
  'group.add-members': 'Users became members of a group',
  'group.remove-members': 'Users ceased to be members of a group',
  'role.assign': 'Users or groups were given a role, or lost theirs',
  'role.accept': 'Somebody took a role by an invite token',
  'invite.create': 'An invite token was made',
  'service-account.create': 'A service account was made',
  'service-account.remove': 'A service account was removed, and its tokens revoked',
  'policy.create': 'A policy was made',
  'policy.update': 'A policy was changed',
  'policy.remove': 'A policy was removed',
  'access.refuse':
    'Somebody asked for what they may not do; one record counts those that repeat it in a minute',
} as const

export type AuditAction = keyof typeof AUDIT_ACTIONS
