import { ROOT_USER_URN } from '../domain/urn.ts'
import type { AspectChange } from './aspect-change.ts'
import { parseUrn } from './entity-urn.ts'

/** What GMS ingests at its first start (metadata-service/war/src/main/resources/boot/root_user.json). */
export const ROOT_USER: AspectChange = {
  changeType: 'UPSERT',
  urn: parseUrn(ROOT_USER_URN),
  aspectName: 'corpUserInfo',
  value: { active: true, displayName: 'DataHub', title: 'DataHub Root User' },
}
