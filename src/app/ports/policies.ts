import type { PolicyDocument } from '../../domain/policy.ts'

export interface PolicySource {
  policies(): readonly PolicyDocument[]
}
