import { readFileSync } from 'node:fs'
import t from 'tap'
import {
  type Operation,
  type OperationGroup,
  privilegesFor,
} from '../../../src/domain/gms-endpoints/operation-privileges.ts'
import { judged } from './judged.ts'

type Grants = Record<string, Record<string, string[]>>

interface Case {
  name: string
  kind: string
  group: OperationGroup
  operation: string
  entityType: string
  expect: unknown
  expectContainsAll?: string[][]
  grants: Grants
  actor: string
  urns: string[]
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../data/datahub-auth-util-vectors.json', import.meta.url), 'utf8'),
) as { cases: Case[] }

/** Whether every demand of a judgement is met by privileges that are granted on urns. */
function isMet(judgement: ReturnType<typeof judged>, granted: Record<string, string[]>): boolean {
  if (judgement.kind !== 'demands') throw new Error(judgement.kind)
  return judgement.demands.every(({ anyOf, resource }) =>
    anyOf.some(
      (group) =>
        group.length > 0 && group.every((privilege) => granted[privilege]?.includes(resource?.urn ?? '')),
    ),
  )
}

const proposal = (changeType: string, entityUrn: string): object => ({
  proposal: { entityType: 'dataset', entityUrn, changeType, aspectName: 'status' },
})

for (const each of cases) {
  const { name, kind, group, operation, entityType, expect, expectContainsAll, actor, urns } = each
  if (kind === 'privilegeLookup') {
    t.test(`DataHub's own case ${name} finds the same privileges`, async (t) => {
      const found = privilegesFor(group, operation as Operation, entityType)
      if (expect !== undefined) t.same(found, expect)
      for (const wanted of expectContainsAll ?? [])
        t.ok(found.map(String).includes(String(wanted)), String(wanted))
    })
  }
  if (kind === 'apiEntityUrns') {
    t.test(`DataHub's own case ${name} lets the same reads pass`, async (t) => {
      const ids = urns.map((urn) => encodeURIComponent(urn).replaceAll('(', '%28').replaceAll(')', '%29'))
      const judgement = judged({ line: `GET /entitiesV2?ids=List(${ids})`, enforced: true })
      t.equal(isMet(judgement, each.grants[actor] ?? {}), expect)
    })
  }
  if (kind === 'apiChangeTypes') {
    t.test(`DataHub's own case ${name} lets the same writes pass`, async (t) => {
      for (const urn of urns) {
        const body = proposal(operation, urn)
        const judgement = judged({ line: 'POST /aspects?action=ingestProposal', body, enforced: true })
        t.equal(
          isMet(judgement, each.grants[actor] ?? {}),
          (expect as Record<string, number>)[urn] === 200,
          urn,
        )
      }
    })
  }
}

t.test('every kind of DataHub’s cases has been run', async (t) => {
  const kinds = new Set(cases.map(({ kind }) => kind))
  for (const kind of ['privilegeLookup', 'apiEntityUrns', 'apiChangeTypes']) t.ok(kinds.has(kind), kind)
})

t.test('every cell of the privilege maps says any one of its privileges', async (t) => {
  const rows: [OperationGroup, Operation, string][] = [
    ['ENTITY', 'CREATE', 'CREATE_ENTITY EDIT_ENTITY'],
    ['ENTITY', 'READ', 'VIEW_ENTITY_PAGE GET_ENTITY_PRIVILEGE EDIT_ENTITY DELETE_ENTITY'],
    ['ENTITY', 'UPDATE', 'EDIT_ENTITY'],
    ['ENTITY', 'DELETE', 'DELETE_ENTITY'],
    ['ENTITY', 'EXISTS', 'EXISTS_ENTITY EDIT_ENTITY DELETE_ENTITY VIEW_ENTITY_PAGE SEARCH_PRIVILEGE'],
    ['LINEAGE', 'CREATE', 'EDIT_ENTITY EDIT_LINEAGE'],
    ['LINEAGE', 'READ', 'VIEW_ENTITY_PAGE GET_ENTITY_PRIVILEGE EDIT_ENTITY EDIT_LINEAGE DELETE_ENTITY'],
    ['LINEAGE', 'DELETE', 'EDIT_ENTITY DELETE_ENTITY EDIT_LINEAGE'],
    ['RELATIONSHIP', 'READ', 'VIEW_ENTITY_PAGE GET_ENTITY_PRIVILEGE EDIT_ENTITY'],
    ['RELATIONSHIP', 'DELETE', 'EDIT_ENTITY DELETE_ENTITY'],
    ['ANALYTICS', 'READ', 'VIEW_ANALYTICS GET_ANALYTICS_PRIVILEGE'],
    ['ANALYTICS', 'CREATE', ''],
    ['TIMESERIES', 'READ', 'GET_TIMESERIES_ASPECT_PRIVILEGE EDIT_ENTITY DELETE_ENTITY'],
    ['TIMESERIES', 'DELETE', 'DELETE_ENTITY'],
    ['COUNTS', 'READ', 'GET_COUNTS_PRIVILEGE'],
    ['COUNTS', 'DELETE', ''],
  ]
  for (const [group, operation, wanted] of rows) {
    const found = privilegesFor(group, operation, 'dataset')
    t.equal(found.flat().join(' '), wanted, `${group} ${operation}`)
    t.ok(found.every((each) => each.length === 1))
  }
})

t.test(
  'entities with a privilege of their own are written with that alone, whatever the case of their type',
  async (t) => {
    const rows = {
      dataHubPolicy: 'MANAGE_POLICIES',
      CORPUSER: 'MANAGE_USERS_AND_GROUPS',
      corpGroup: 'MANAGE_USERS_AND_GROUPS',
      dataHubIngestionSource: 'MANAGE_INGESTION',
      dataHubSecret: 'MANAGE_SECRETS',
      dataHubAccessToken: 'MANAGE_ACCESS_TOKENS',
      structuredProperty: 'MANAGE_STRUCTURED_PROPERTIES',
      globalSettings: 'MANAGE_GLOBAL_SETTINGS',
    }
    for (const [type, privilege] of Object.entries(rows)) {
      for (const operation of ['CREATE', 'UPDATE', 'DELETE', 'MANAGE'] as const) {
        t.same(privilegesFor('ENTITY', operation, type), [[privilege]], `${operation} ${type}`)
      }
      t.ok(privilegesFor('ENTITY', 'READ', type).flat().includes('VIEW_ENTITY_PAGE'), type)
      t.ok(privilegesFor('ENTITY', 'EXISTS', type).flat().includes('EXISTS_ENTITY'), type)
    }
    t.ok(privilegesFor('ENTITY', 'READ', 'dataHubSecret').flat().includes('MANAGE_SECRETS'))
  },
)
