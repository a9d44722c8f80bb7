import t from 'tap'
import { aspectNameOf, recordNameOf } from '../../src/sandbox/aspect-records.ts'
import { entitySpecOf, keyAspectOf, urnOfKeyAspect } from '../../src/sandbox/entity-registry.ts'
import { parseUrn, tryParseUrn } from '../../src/sandbox/entity-urn.ts'
import { refusalOf } from './helpers.ts'

t.test('record and aspect names answer to each other, the irregular ones too', async (t) => {
  const pairs = {
    'com.linkedin.identity.CorpUserInfo': 'corpUserInfo',
    'com.linkedin.identity.CorpUserStatus': 'corpUserStatus',
    'com.linkedin.common.Status': 'status',
    'com.linkedin.common.Ownership': 'ownership',
    'com.linkedin.common.GlobalTags': 'globalTags',
    'com.linkedin.common.BrowsePathsV2': 'browsePathsV2',
    'com.linkedin.dataset.DatasetProperties': 'datasetProperties',
    'com.linkedin.schema.SchemaMetadata': 'schemaMetadata',
    'com.linkedin.schemafield.SchemaFieldInfo': 'schemafieldInfo',
    'com.linkedin.structured.StructuredPropertyDefinition': 'propertyDefinition',
    'com.linkedin.execution.ExecutionRequestInput': 'dataHubExecutionRequestInput',
    'com.linkedin.ml.metadata.MLModelProperties': 'mlModelProperties',
    'com.linkedin.ml.metadata.EditableMLFeatureTableProperties': 'editableMlFeatureTableProperties',
    'com.linkedin.ml.metadata.Metrics': 'mlModelMetrics',
    'com.linkedin.ermodelrelation.ERModelRelationshipProperties': 'erModelRelationshipProperties',
    'com.linkedin.access.token.DataHubAccessTokenInfo': 'dataHubAccessTokenInfo',
  }
  for (const [recordName, aspectName] of Object.entries(pairs)) {
    t.equal(aspectNameOf(recordName), aspectName)
    t.equal(recordNameOf(aspectName), recordName)
  }
  t.equal(recordNameOf('constructor'), undefined)
})

t.test("an entity type's key is named as its records are", async (t) => {
  for (const [entityType, keyAspectName, keyRecordName] of [
    ['corpuser', 'corpUserKey', 'com.linkedin.metadata.key.CorpUserKey'],
    ['mlModel', 'mlModelKey', 'com.linkedin.metadata.key.MLModelKey'],
    [
      'dataHubExecutionRequest',
      'dataHubExecutionRequestKey',
      'com.linkedin.metadata.key.ExecutionRequestKey',
    ],
    ['dataProduct', 'dataProductKey', 'com.linkedin.dataproduct.DataProductKey'],
    ['erModelRelationship', 'erModelRelationshipKey', 'com.linkedin.metadata.key.ERModelRelationshipKey'],
  ] as const) {
    t.match(entitySpecOf(entityType), { keyAspectName, keyRecordName })
    t.equal(aspectNameOf(keyRecordName), keyAspectName)
  }
  t.equal(entitySpecOf('corpUser').name, 'corpuser', 'case does not matter')
  t.equal(
    refusalOf(() => entitySpecOf('constructor')),
    400,
  )
})

t.test('a urn and its key aspect imply each other', async (t) => {
  const urns = [
    'urn:li:corpuser:a:b',
    'urn:li:dataset:(urn:li:dataPlatform:hive,db.(odd,one),PROD)',
    'urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:hive,db.t,PROD),a.b)',
    'urn:li:dataHubAccessToken:s9+aLK5e0ckUiSU6qDH/BDBn5URtPqnQ60erDZAee34=',
  ]
  for (const text of urns) {
    const urn = parseUrn(text)
    const spec = entitySpecOf(urn.entityType)
    t.equal(urnOfKeyAspect(keyAspectOf(urn, spec), spec).text, text)
  }
})

t.test('urns are parsed as DataHub parses them', async (t) => {
  t.same(parseUrn('urn:li:tag:(one)'), { text: 'urn:li:tag:one', entityType: 'tag', parts: ['one'] })
  t.equal(parseUrn(`urn:li:tag:${'x'.repeat(501)}`).text.length, 512)
  const no = [
    '',
    'urn',
    'URN:li:tag:x',
    'urn:li:Tag:x',
    'urn:li:ta-g:x',
    'urn::tag:x',
    'urn:li:tag:(',
    'urn:li:tag:()',
  ]
  const notEither = ['urn:li:tag:(a,)', 'urn:li:tag:(a)b', 'urn:li:tag:(a))', `urn:li:tag:${'x'.repeat(502)}`]
  for (const text of [...no, ...notEither]) t.equal(tryParseUrn(text), undefined, text.slice(0, 30))
})
