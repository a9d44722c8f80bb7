/** DataHub's entity types by the names that its GraphQL has for them (EntityTypeMapper.java). */
export const ENTITY_TYPES = {
  ACCESS_TOKEN: 'dataHubAccessToken',
  APPLICATION: 'application',
  ASSERTION: 'assertion',
  BUSINESS_ATTRIBUTE: 'businessAttribute',
  CHART: 'chart',
  CONTAINER: 'container',
  CORP_GROUP: 'corpGroup',
  CORP_USER: 'corpuser',
  CUSTOM_OWNERSHIP_TYPE: 'ownershipType',
  DASHBOARD: 'dashboard',
  DATAHUB_CONNECTION: 'dataHubConnection',
  DATAHUB_POLICY: 'dataHubPolicy',
  DATAHUB_ROLE: 'dataHubRole',
  DATAHUB_VIEW: 'dataHubView',
  DATASET: 'dataset',
  DATA_CONTRACT: 'dataContract',
  DATA_FLOW: 'dataFlow',
  DATA_JOB: 'dataJob',
  DATA_PLATFORM: 'dataPlatform',
  DATA_PLATFORM_INSTANCE: 'dataPlatformInstance',
  DATA_PROCESS_INSTANCE: 'dataProcessInstance',
  DATA_PRODUCT: 'dataProduct',
  DATA_TYPE: 'dataType',
  DOCUMENT: 'document',
  DOMAIN: 'domain',
  ENTITY_TYPE: 'entityType',
  ER_MODEL_RELATIONSHIP: 'erModelRelationship',
  EXECUTION_REQUEST: 'dataHubExecutionRequest',
  FORM: 'form',
  GLOSSARY_NODE: 'glossaryNode',
  GLOSSARY_TERM: 'glossaryTerm',
  INCIDENT: 'incident',
  INGESTION_SOURCE: 'dataHubIngestionSource',
  METRIC: 'metric',
  MLFEATURE: 'mlFeature',
  MLFEATURE_TABLE: 'mlFeatureTable',
  MLMODEL: 'mlModel',
  MLMODEL_GROUP: 'mlModelGroup',
  MLPRIMARY_KEY: 'mlPrimaryKey',
  NOTEBOOK: 'notebook',
  POST: 'post',
  QUERY: 'query',
  RESTRICTED: 'restricted',
  ROLE: 'role',
  SCHEMA_FIELD: 'schemaField',
  SEMANTIC_MODEL: 'semanticModel',
  STRUCTURED_PROPERTY: 'structuredProperty',
  TAG: 'tag',
  TEST: 'test',
  VERSION_SET: 'versionSet',
} as const satisfies Record<string, string>

export type EntityTypeName = keyof typeof ENTITY_TYPES

const NAMES: ReadonlyMap<string, EntityTypeName> = new Map(
  (Object.keys(ENTITY_TYPES) as EntityTypeName[]).map((name) => [ENTITY_TYPES[name], name]),
)

/** GraphQL's name of an entity type; `undefined` where it has none. */
export function entityTypeName(entityType: string): EntityTypeName | undefined {
  return NAMES.get(entityType)
}
