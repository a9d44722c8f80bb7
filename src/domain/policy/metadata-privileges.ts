import type { PrivilegeRow } from './platform-privileges.ts'

/** Resource type, its name as DataHub shows it, and its name in GraphQL's EntityType; in DataHub's order. */
export const RESOURCE_TYPES = [
  ['dataset', 'Datasets', 'DATASET'],
  ['dashboard', 'Dashboards', 'DASHBOARD'],
  ['chart', 'Charts', 'CHART'],
  ['dataFlow', 'Data Pipelines', 'DATA_FLOW'],
  ['dataJob', 'Data Tasks', 'DATA_JOB'],
  ['tag', 'Tags', 'TAG'],
  ['container', 'Containers', 'CONTAINER'],
  ['domain', 'Domains', 'DOMAIN'],
  ['glossaryTerm', 'Glossary Terms', 'GLOSSARY_TERM'],
  ['glossaryNode', 'Glossary Term Groups', 'GLOSSARY_NODE'],
  ['corpGroup', 'Groups', 'CORP_GROUP'],
  ['corpuser', 'Users', 'CORP_USER'],
  ['notebook', 'Notebook', 'NOTEBOOK'],
  ['dataProduct', 'Data Products', 'DATA_PRODUCT'],
  ['erModelRelationship', 'ERModelRelationship', 'ER_MODEL_RELATIONSHIP'],
  ['businessAttribute', 'Business Attribute', 'BUSINESS_ATTRIBUTE'],
  ['structuredProperty', 'Structured Properties', 'STRUCTURED_PROPERTY'],
  ['versionSet', 'Version Set', 'VERSION_SET'],
  ['dataPlatformInstance', 'Data Platform Instance', 'DATA_PLATFORM_INSTANCE'],
  ['dataHubIngestionSource', 'Ingestion Sources', 'INGESTION_SOURCE'],
] as const

type ResourceType = (typeof RESOURCE_TYPES)[number][0]

/** Privileges with the resource types that list them; those of no type are in no list, and only the API can give them. */
export interface MetadataPrivileges {
  types: readonly ResourceType[]
  privileges: readonly PrivilegeRow[]
}

/** Types that take what is common (PoliciesConfig.java, COMMON_ENTITY_PRIVILEGES). */
const COMMON: readonly ResourceType[] = [
  ...(['dataset', 'dashboard', 'chart', 'dataFlow', 'dataJob', 'container', 'notebook'] as const),
  ...(['erModelRelationship', 'versionSet'] as const),
]
const GLOSSARY = ['glossaryTerm', 'glossaryNode'] as const
const DESCRIBED: readonly ResourceType[] = [
  ...COMMON,
  ...GLOSSARY,
  ...(['tag', 'domain', 'corpGroup', 'dataProduct'] as const),
]
const OWNED: readonly ResourceType[] = [...DESCRIBED, 'businessAttribute']
const SEEN: readonly ResourceType[] = [...DESCRIBED, 'corpuser', 'structuredProperty']
const LABELLED: readonly ResourceType[] = [...COMMON, 'dataProduct', 'businessAttribute']

export const METADATA_PRIVILEGES: readonly MetadataPrivileges[] = [
  {
    types: [...SEEN, 'businessAttribute'],
    privileges: [['VIEW_ENTITY_PAGE', 'View Entity Page', 'See the entity.']],
  },
  {
    types: LABELLED,
    privileges: [
      ['EDIT_ENTITY_TAGS', 'Edit Tags', 'Add and remove tags.'],
      ['EDIT_ENTITY_GLOSSARY_TERMS', 'Edit Glossary Terms', 'Add and remove glossary terms.'],
    ],
  },
  {
    types: OWNED,
    privileges: [
      ['EDIT_ENTITY_OWNERS', 'Edit Owners', 'Add and remove owners.'],
      ['EDIT_ENTITY_DOCS', 'Edit Description', 'Change the documentation.'],
    ],
  },
  {
    types: [...COMMON, ...GLOSSARY, 'domain', 'dataProduct'],
    privileges: [['EDIT_ENTITY_DOC_LINKS', 'Edit Links', 'Change links.']],
  },
  {
    types: COMMON,
    privileges: [
      ['EDIT_ENTITY_STATUS', 'Edit Status', 'Hide the entity and bring it back.'],
      ['EDIT_ENTITY_DATA_PRODUCTS', 'Edit Data Product', 'Say of what data product it is.'],
      ['EDIT_ENTITY_INCIDENTS', 'Edit Incidents', 'Raise and resolve incidents.'],
      [
        'EDIT_ENTITY_APPLICATIONS_PRIVILEGE',
        'Edit Applications',
        'Say of what applications it is.',
        'PR 13660',
      ],
      ['MANAGE_ASSET_SUMMARY', 'Manage Asset Summary', 'Change the summary.', 'PR 14627'],
    ],
  },
  {
    types: [...COMMON, 'dataProduct'],
    privileges: [['EDIT_DOMAINS_PRIVILEGE', 'Edit Domain', 'Say of what domain it is.']],
  },
  {
    types: [...COMMON, ...GLOSSARY],
    privileges: [['EDIT_DEPRECATION_PRIVILEGE', 'Edit Deprecation', 'Say that it is deprecated.']],
  },
  {
    types: [...SEEN, 'dataHubIngestionSource'],
    privileges: [['EDIT_ENTITY', 'Edit Entity', 'Change anything of the entity.']],
  },
  {
    types: [...COMMON, 'tag', 'domain', 'dataProduct', 'structuredProperty', 'dataHubIngestionSource'],
    privileges: [['DELETE_ENTITY', 'Delete', 'Delete the entity.']],
  },
  {
    types: [...COMMON, ...GLOSSARY, 'domain', 'corpGroup', 'corpuser', 'dataProduct'],
    privileges: [['EDIT_ENTITY_PROPERTIES', 'Edit Properties', 'Change its structured properties.']],
  },
  {
    types: SEEN,
    privileges: [
      ['CREATE_ENTITY', 'Create Entity', 'Create it where there is none.'],
      ['EXISTS_ENTITY', 'Entity Exists', 'Learn whether there is one.'],
    ],
  },
  {
    types: ['dataset'],
    privileges: [
      ['VIEW_DATASET_USAGE', 'View Dataset Usage', 'See who uses it, and by what queries.'],
      ['VIEW_DATASET_PROFILE', 'View Dataset Profile', 'See figures about its content.'],
      ['VIEW_DATASET_OPERATIONS', 'View Dataset Operations', 'See when it changed.', 'PR 12481'],
      ['EDIT_DATASET_COL_DESCRIPTION', 'Edit Dataset Column Descriptions', 'Describe columns.'],
      ['EDIT_DATASET_COL_TAGS', 'Edit Dataset Column Tags', 'Tag columns.'],
      [
        'EDIT_DATASET_COL_GLOSSARY_TERMS',
        'Edit Dataset Column Glossary Terms',
        'Give columns glossary terms.',
      ],
      ['EDIT_ENTITY_ASSERTIONS', 'Edit Assertions', 'Add and remove assertions.'],
      ['EDIT_ENTITY_QUERIES', 'Edit Dataset Queries', 'Change its queries.'],
      ['CREATE_ENTITY_ER_MODEL_RELATIONSHIP', 'Create erModelRelationship', 'Say what it is joined with.'],
      [
        'EDIT_DATASET_COL_BUSINESS_ATTRIBUTE_PRIVILEGE',
        'Edit Dataset Column Business Attribute',
        'Give columns business attributes.',
        'PR 12650',
      ],
    ],
  },
  {
    types: ['dataset', 'dashboard', 'chart', 'dataJob'],
    privileges: [['EDIT_LINEAGE', 'Edit Lineage', 'Say what it is made from.']],
  },
  {
    types: ['dataset', 'dashboard', 'chart'],
    privileges: [['EDIT_ENTITY_EMBED', 'Edit Embedded Content', 'Change what is embedded.']],
  },
  {
    types: ['dataset', 'dataPlatformInstance'],
    privileges: [
      ['DATA_READ_ONLY', 'Read only data-access', 'Read the data.', 'PR 12500'],
      ['DATA_READ_WRITE', 'Read-write data-access', 'Read and write the data.', 'PR 12500'],
    ],
  },
  {
    types: ['container', 'dataPlatformInstance'],
    privileges: [
      ['DATA_MANAGE_NAMESPACES', 'Manage Iceberg Namespaces', 'Create and drop namespaces.', 'PR 12500'],
      ['DATA_MANAGE_TABLES', 'Manage Iceberg Tables', 'Create and drop tables.', 'PR 12500'],
      ['DATA_MANAGE_VIEWS', 'Manage Iceberg Views', 'Create and drop views.', 'PR 12500'],
      ['DATA_LIST_ENTITIES', 'List Iceberg Tables, Views & Namespaces', 'List what there is.', 'PR 12500'],
    ],
  },
  { types: ['tag'], privileges: [['EDIT_TAG_COLOR', 'Edit Tag Color', 'Change its colour.']] },
  {
    types: ['domain'],
    privileges: [['MANAGE_DATA_PRODUCTS', 'Manage Data Products', 'Manage data products of the domain.']],
  },
  {
    types: ['glossaryNode'],
    privileges: [
      ['MANAGE_GLOSSARY_CHILDREN', 'Manage Direct Glossary Children', 'Manage what is right below it.'],
      ['MANAGE_ALL_GLOSSARY_CHILDREN', 'Manage All Glossary Children', 'Manage all that is below it.'],
    ],
  },
  {
    types: ['corpGroup'],
    privileges: [['EDIT_GROUP_MEMBERS', 'Edit Group Members', 'Add and remove members.']],
  },
  {
    types: ['corpGroup', 'corpuser'],
    privileges: [['EDIT_CONTACT_INFO', 'Edit Contact Information', 'Change e-mail and chat addresses.']],
  },
  {
    types: ['corpuser'],
    privileges: [['EDIT_USER_PROFILE', 'Edit User Profile', 'Change the profile.']],
  },
  {
    types: ['dataHubIngestionSource'],
    privileges: [['EXECUTE_ENTITY', 'Execute Entity', 'Run the source.', 'PR 13819']],
  },
  {
    types: [],
    privileges: [
      ['EDIT_ENTITY_OPERATIONS', 'Edit Operations', 'Report what was done to it.'],
      ['EDIT_ENTITY_DATA_CONTRACT', 'Edit Data Contract', 'Change its data contract.', 'PR 10618'],
      ['GET_TIMELINE_PRIVILEGE', 'Get Timeline API', 'Read its history.'],
      ['GET_ENTITY_PRIVILEGE', 'Get Entity + Relationships API', 'Read it by the API.'],
      ['GET_TIMESERIES_ASPECT_PRIVILEGE', 'Get Timeseries Aspect API', 'Read its time series.'],
      ['APPLY_RETENTION_PRIVILEGE', 'Apply Retention API', 'Remove old versions of it.'],
    ],
  },
]
