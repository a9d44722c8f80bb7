import { type EntityUrn, urnFromKey } from './entity-urn.ts'
import type { JsonObject } from './json.ts'
import { RestLiError } from './rest-li.ts'

/** What the sandbox knows of an entity type. `keyFields` are in the order of the urn's parts. */
export interface EntitySpec {
  name: string
  keyAspectName: string
  keyRecordName: string
  keyFields: readonly string[]
  /** Absent for the types that DataHub added after it gave up snapshots; those are read through `/entitiesV2`. */
  snapshotRecordName?: string
}

// DataHub 0.13: metadata-models' entity-registry.yml, snapshot/Snapshot.pdl and key/*.pdl.
const WITH_SNAPSHOT: Record<string, string> = {
  chart: 'dashboardTool chartId',
  corpGroup: 'name',
  corpuser: 'username',
  dashboard: 'dashboardTool dashboardId',
  dataFlow: 'orchestrator flowId cluster',
  dataHubPolicy: 'id',
  dataHubRetention: 'entityName aspectName',
  dataJob: 'flow jobId',
  dataPlatform: 'platformName',
  dataProcess: 'name orchestrator origin',
  dataset: 'platform name origin',
  glossaryNode: 'name',
  glossaryTerm: 'name',
  mlFeature: 'featureNamespace name',
  mlFeatureTable: 'platform name',
  mlModel: 'platform name origin',
  mlModelDeployment: 'platform name origin',
  mlModelGroup: 'platform name origin',
  mlPrimaryKey: 'featureNamespace name',
  schemaField: 'parent fieldPath',
  tag: 'name',
}
const WITHOUT_SNAPSHOT: Record<string, string> = {
  assertion: 'assertionId',
  container: 'guid',
  dataPlatformInstance: 'platform instance',
  notebook: 'notebookTool notebookId',
  telemetry: 'name',
}
const WITHOUT_SNAPSHOT_KEYED_BY_ID =
  'businessAttribute dataContract dataHubAccessToken dataHubAction dataHubConnection dataHubExecutionRequest ' +
  'dataHubIngestionSource dataHubPersona dataHubRole dataHubSecret dataHubStepState dataHubUpgrade dataHubView ' +
  'dataProcessInstance dataProduct dataType domain entityType erModelRelationship form globalSettings incident ' +
  'inviteToken ownershipType post query role structuredProperty test'

const KEY_NAMESPACES: Record<string, string> = {
  businessAttribute: 'com.linkedin.businessattribute',
  dataProduct: 'com.linkedin.dataproduct',
  dataType: 'com.linkedin.datatype',
  entityType: 'com.linkedin.entitytype',
  structuredProperty: 'com.linkedin.structured',
}
const RECORD_STEMS: Record<string, string> = {
  corpuser: 'CorpUser',
  dataHubExecutionRequest: 'ExecutionRequest',
  erModelRelationship: 'ERModelRelationship',
}

const SPECS = [
  ...Object.entries(WITH_SNAPSHOT).map(([name, fields]) => entitySpec(name, fields, true)),
  ...Object.entries(WITHOUT_SNAPSHOT).map(([name, fields]) => entitySpec(name, fields, false)),
  ...WITHOUT_SNAPSHOT_KEYED_BY_ID.split(' ').map((name) => entitySpec(name, 'id', false)),
]
const BY_NAME = new Map(SPECS.map((spec) => [spec.name.toLowerCase(), spec]))
const BY_SNAPSHOT = new Map(SPECS.map((spec) => [spec.snapshotRecordName, spec]))

function entitySpec(name: string, keyFields: string, hasSnapshot: boolean): EntitySpec {
  const stem =
    RECORD_STEMS[name] ?? name.replace(/^ml(?=[A-Z])/, 'ML').replace(/^./, (first) => first.toUpperCase())
  const spec = {
    name,
    keyAspectName: name === 'corpuser' ? 'corpUserKey' : `${name}Key`,
    keyRecordName: `${KEY_NAMESPACES[name] ?? 'com.linkedin.metadata.key'}.${stem}Key`,
    keyFields: keyFields.split(' '),
  }
  return hasSnapshot
    ? { ...spec, snapshotRecordName: `com.linkedin.metadata.snapshot.${stem}Snapshot` }
    : spec
}

/**
 * The spec of an entity type, whose case does not matter (ConfigEntityRegistry.java). Throws `RestLiError` 400 for a
 * type that the sandbox does not know.
 */
export function entitySpecOf(entityType: string): EntitySpec {
  const spec = BY_NAME.get(entityType.toLowerCase())
  if (spec === undefined) throw new RestLiError(400, `The sandbox GMS knows no entity type "${entityType}".`)
  return spec
}

/** The spec of the entity type with this snapshot (`com.linkedin.metadata.snapshot.DatasetSnapshot`), or `undefined`. */
export function entitySpecOfSnapshot(recordName: string): EntitySpec | undefined {
  return BY_SNAPSHOT.get(recordName)
}

/** The key aspect that a urn implies (EntityKeyUtils.java, `convertUrnToEntityKey`). Throws `RestLiError` 400. */
export function keyAspectOf(urn: EntityUrn, { name, keyFields }: EntitySpec): JsonObject {
  if (urn.parts.length !== keyFields.length) {
    throw new RestLiError(
      400,
      `The key of ${name} has ${keyFields.length} part(s); this urn does not: ${urn.text}`,
    )
  }
  return Object.fromEntries(keyFields.map((field, i) => [field, urn.parts[i]]))
}

/** The urn that a key aspect implies (EntityKeyUtils.java, `convertEntityKeyToUrn`). Throws `RestLiError` 400. */
export function urnOfKeyAspect(key: JsonObject, { name, keyFields }: EntitySpec): EntityUrn {
  const parts = keyFields.map((field) => key[field])
  if (!parts.every((part) => typeof part === 'string')) {
    throw new RestLiError(400, `The key of ${name} must have the string field(s) ${keyFields.join(', ')}.`)
  }
  return urnFromKey(name, parts)
}
