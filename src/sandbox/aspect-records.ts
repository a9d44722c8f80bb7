// DataHub 0.13: the @Aspect records of metadata-models, by namespace. Key records are in entity-registry.ts.
const RECORDS: Record<string, string> = {
  'com.linkedin.access.token': 'DataHubAccessTokenInfo',
  'com.linkedin.assertion': 'AssertionActions AssertionInfo AssertionRunEvent',
  'com.linkedin.businessattribute': 'BusinessAttributeInfo BusinessAttributes',
  'com.linkedin.chart': 'ChartInfo ChartQuery ChartUsageStatistics EditableChartProperties',
  'com.linkedin.common':
    'Access BrowsePaths BrowsePathsV2 Cost DataPlatformInstance Deprecation Embed Forms GlobalTags GlossaryTerms ' +
    'IncidentsSummary InputFields InstitutionalMemory Operation Origin Ownership Siblings Status SubTypes',
  'com.linkedin.container': 'Container ContainerProperties EditableContainerProperties',
  'com.linkedin.dashboard': 'DashboardInfo DashboardUsageStatistics EditableDashboardProperties',
  'com.linkedin.datacontract': 'DataContractProperties DataContractStatus',
  'com.linkedin.datajob':
    'DataFlowInfo DataJobInfo DataJobInputOutput EditableDataFlowProperties EditableDataJobProperties VersionInfo',
  'com.linkedin.datajob.datahub': 'DatahubIngestionCheckpoint DatahubIngestionRunSummary',
  'com.linkedin.dataplatform': 'DataPlatformInfo',
  'com.linkedin.dataplatforminstance': 'DataPlatformInstanceProperties',
  'com.linkedin.dataprocess':
    'DataProcessInfo DataProcessInstanceInput DataProcessInstanceOutput DataProcessInstanceProperties ' +
    'DataProcessInstanceRelationships DataProcessInstanceRunEvent',
  'com.linkedin.dataproduct': 'DataProductProperties',
  'com.linkedin.dataset':
    'DatasetDeprecation DatasetProfile DatasetProperties DatasetUpstreamLineage DatasetUsageStatistics ' +
    'EditableDatasetProperties UpstreamLineage ViewProperties',
  'com.linkedin.datatype': 'DataTypeInfo',
  'com.linkedin.domain': 'DomainProperties Domains',
  'com.linkedin.entitytype': 'EntityTypeInfo',
  'com.linkedin.ermodelrelation': 'ERModelRelationshipProperties EditableERModelRelationshipProperties',
  'com.linkedin.execution': 'ExecutionRequestInput ExecutionRequestResult ExecutionRequestSignal',
  'com.linkedin.form': 'DynamicFormAssignment FormInfo',
  'com.linkedin.glossary': 'GlossaryNodeInfo GlossaryRelatedTerms GlossaryTermInfo',
  'com.linkedin.identity':
    'CorpGroupEditableInfo CorpGroupInfo CorpUserCredentials CorpUserEditableInfo CorpUserInfo CorpUserSettings ' +
    'CorpUserStatus GroupMembership InviteToken NativeGroupMembership RoleMembership',
  'com.linkedin.incident': 'IncidentInfo',
  'com.linkedin.ingestion': 'DataHubIngestionSourceInfo',
  'com.linkedin.ml.metadata':
    'CaveatsAndRecommendations EditableMLFeatureProperties EditableMLFeatureTableProperties ' +
    'EditableMLModelGroupProperties EditableMLModelProperties EditableMLPrimaryKeyProperties EthicalConsiderations ' +
    'EvaluationData IntendedUse MLFeatureProperties MLFeatureTableProperties MLModelDeploymentProperties ' +
    'MLModelFactorPrompts MLModelGroupProperties MLModelProperties MLPrimaryKeyProperties Metrics ' +
    'QuantitativeAnalyses SourceCode TrainingData',
  'com.linkedin.notebook': 'EditableNotebookProperties NotebookContent NotebookInfo',
  'com.linkedin.ownership': 'OwnershipTypeInfo',
  'com.linkedin.policy': 'DataHubPolicyInfo DataHubRoleInfo',
  'com.linkedin.post': 'PostInfo',
  'com.linkedin.query': 'QueryProperties QuerySubjects',
  'com.linkedin.retention': 'DataHubRetentionConfig',
  'com.linkedin.role': 'Actors RoleProperties',
  'com.linkedin.schema': 'EditableSchemaMetadata SchemaMetadata',
  'com.linkedin.schemafield': 'SchemaFieldInfo',
  'com.linkedin.secret': 'DataHubSecretValue',
  'com.linkedin.settings.global': 'GlobalSettingsInfo',
  'com.linkedin.step': 'DataHubStepStateProperties',
  'com.linkedin.structured': 'StructuredProperties StructuredPropertyDefinition',
  'com.linkedin.tag': 'TagProperties',
  'com.linkedin.telemetry': 'TelemetryClientId',
  'com.linkedin.test': 'TestInfo TestResults',
  'com.linkedin.upgrade': 'DataHubUpgradeRequest DataHubUpgradeResult',
  'com.linkedin.view': 'DataHubViewInfo',
}

/** Records whose aspect has another name than the rule of `aspectNameOf` gives. */
const EXCEPTIONS = new Map([
  ['com.linkedin.ermodelrelation.ERModelRelationshipProperties', 'erModelRelationshipProperties'],
  ['com.linkedin.execution.ExecutionRequestInput', 'dataHubExecutionRequestInput'],
  ['com.linkedin.execution.ExecutionRequestResult', 'dataHubExecutionRequestResult'],
  ['com.linkedin.execution.ExecutionRequestSignal', 'dataHubExecutionRequestSignal'],
  ['com.linkedin.metadata.key.ERModelRelationshipKey', 'erModelRelationshipKey'],
  ['com.linkedin.metadata.key.ExecutionRequestKey', 'dataHubExecutionRequestKey'],
  ['com.linkedin.ml.metadata.CaveatsAndRecommendations', 'mlModelCaveatsAndRecommendations'],
  ['com.linkedin.ml.metadata.EthicalConsiderations', 'mlModelEthicalConsiderations'],
  ['com.linkedin.ml.metadata.EvaluationData', 'mlModelEvaluationData'],
  ['com.linkedin.ml.metadata.Metrics', 'mlModelMetrics'],
  ['com.linkedin.ml.metadata.QuantitativeAnalyses', 'mlModelQuantitativeAnalyses'],
  ['com.linkedin.ml.metadata.TrainingData', 'mlModelTrainingData'],
  ['com.linkedin.schemafield.SchemaFieldInfo', 'schemafieldInfo'],
  ['com.linkedin.structured.StructuredPropertyDefinition', 'propertyDefinition'],
])

const RECORD_NAMES = new Map(
  Object.entries(RECORDS).flatMap(([namespace, simpleNames]) =>
    simpleNames.split(' ').map((simpleName) => {
      const recordName = `${namespace}.${simpleName}`
      return [aspectNameOf(recordName), recordName] as const
    }),
  ),
)

/**
 * The aspect that a pegasus record holds: `com.linkedin.identity.CorpUserInfo` → `corpUserInfo`. By rule the last
 * segment with a small first letter, `ML` being one letter; DataHub states the name in each record's @Aspect.
 */
export function aspectNameOf(recordName: string): string {
  const simpleName = recordName.slice(recordName.lastIndexOf('.') + 1)
  return (
    EXCEPTIONS.get(recordName) ??
    simpleName.replace(/^(Editable)?ML(?=[A-Z])/, '$1Ml').replace(/^./, (first) => first.toLowerCase())
  )
}

/** The pegasus record of an aspect other than a key, or `undefined` where the sandbox does not know it. */
export function recordNameOf(aspectName: string): string | undefined {
  return RECORD_NAMES.get(aspectName)
}
