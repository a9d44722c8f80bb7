import type { Redis } from 'ioredis'
import type { GmsUpstream } from '../plugins/core/gms-upstream.ts'
import type { Audit, Keys, Lifecycle, Stores } from '../plugins/core/types.ts'
import type { RenderError, ReportError } from '../plugins/door/errors.ts'
import type { DocsFiles } from './adapters/docs-files.ts'
import type { GmsProxy } from './adapters/gms/proxy.ts'
import type { SessionCookies } from './adapters/session-cookies.ts'
import type { Authenticate } from './app/access/authenticate.ts'
import type { Authorize } from './app/access/authorize.ts'
import type { FindAuthorizedActors, Policies } from './app/access/policies.ts'
import type { HeldPolicies } from './app/access/policy-snapshots.ts'
import type { AskAccess, ListGrantedPrivileges, SimulatePolicies } from './app/access/questions.ts'
import type { RequirePrivilege } from './app/access/require-privilege.ts'
import type { WhoAmI } from './app/access/who-am-i.ts'
import type { AuditSealer } from './app/audit/audit-sealer.ts'
import type { ReadAudit } from './app/audit/read-audit.ts'
import type { VerifyAudit } from './app/audit/verify-audit.ts'
import type { ActorLookup } from './app/directory/actor-lookup.ts'
import type { Directory } from './app/directory/directory.ts'
import type { AdmitGmsRequest, CallGms, NoteGmsChange } from './app/ports/gms.ts'
import type { GmsUsers } from './app/ports/gms-directory.ts'
import type { PasswordHasher } from './app/ports/sign-in.ts'
import type { ResetPassword } from './app/sign-in/reset-password.ts'
import type { Sessions } from './app/sign-in/sessions.ts'
import type { SignIn } from './app/sign-in/sign-in.ts'
import type { SignInLimits } from './app/sign-in/sign-in-limits.ts'
import type { SignUp } from './app/sign-in/sign-up.ts'
import type { Sso } from './app/sign-in/sso.ts'
import type { Idempotency } from './app/tokens/idempotency.ts'
import type { IntrospectToken } from './app/tokens/introspect-token.ts'
import type { IssueToken } from './app/tokens/issue-token.ts'
import type { IssueTokenFor } from './app/tokens/issue-token-for.ts'
import type { LastUse } from './app/tokens/last-use.ts'
import type { ReadLastUse } from './app/tokens/read-last-use.ts'
import type { ReadTokens } from './app/tokens/read-tokens.ts'
import type { RevokeManyTokens } from './app/tokens/revoke-many-tokens.ts'
import type { RevokePresentedToken } from './app/tokens/revoke-presented-token.ts'
import type { RevokeToken } from './app/tokens/revoke-token.ts'
import type { TokenLookup } from './app/tokens/token-lookup.ts'
import type { Settings } from './config/schema.ts'
import type { Access } from './domain/access.ts'
import type { Principal } from './domain/principal.ts'
import type { Graphql } from './graphql/make-graphql.ts'

declare module 'fastify' {
  /** Every decorator of the service. The core makes them; each door is lent what its routes use. */
  interface FastifyInstance {
    settings: Readonly<Settings>
    stores: Stores
    keys: Keys
    /** `undefined` where replicas share none. */
    redis: Redis | undefined
    tokenLookup: TokenLookup
    /** `undefined` where users, groups and roles are kept here. */
    gmsUsers: GmsUsers | undefined
    gmsUpstream: GmsUpstream
    actors: ActorLookup
    audit: Audit
    auditSealer: AuditSealer
    auditTrail: ReadAudit & { verify: VerifyAudit }
    authorize: Authorize
    policies: HeldPolicies
    requirePrivilege: RequirePrivilege
    policyAdmin: Policies & { findAuthorizedActors: FindAuthorizedActors; simulate: SimulatePolicies }
    access: { ask: AskAccess; grantedPrivileges: ListGrantedPrivileges }
    directory: Directory
    tokens: {
      issue: IssueToken
      issueFor: IssueTokenFor
      revoke: RevokeToken
      revokeAny: RevokeToken
      revokeMany: RevokeManyTokens
    } & ReadTokens
    lastUse: LastUse & { read: ReadLastUse }
    idempotency: Idempotency
    presentedTokens: { introspect: IntrospectToken; revoke: RevokePresentedToken }
    whoAmI: WhoAmI
    docsFiles: DocsFiles
    sessions: Sessions
    signIn: SignIn
    signUp: SignUp
    /** Limits of single sign-on, which count together with those of passwords. */
    ssoLimits: SignInLimits
    /** `undefined` where single sign-on is not configured. */
    sso: Sso | undefined
    resetPassword: ResetPassword
    passwordHasher: PasswordHasher
    authenticate: Authenticate
    gmsGuard: { admit: AdmitGmsRequest; noteChange: NoteGmsChange }
    gmsProxy: GmsProxy
    gmsCall: CallGms
    graphql: Graphql
    sessionCookies: SessionCookies
    renderError: RenderError
    reportError: ReportError
    lifecycle: Lifecycle
  }
  interface FastifyRequest {
    /** Who is calling; `null` on public routes, and at GMS routes where authentication is off. */
    principal: Principal | null
  }
  interface FastifyContextConfig {
    access?: Access
  }
}
