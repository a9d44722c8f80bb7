import { ENTITY_TYPES } from '../entity-types.ts'

/** What DataHub's other SDL files extend and share (datahub-graphql-core: entity.graphql, search.graphql). */
export const ROOT = /* GraphQL */ `
  "A whole number, of milliseconds where it is a time."
  scalar Long

  type Query

  type Mutation

  "What DataHub knows by a URN."
  interface Entity {
    urn: String!
    type: EntityType!
    relationships(input: RelationshipsInput!): EntityRelationshipsResult
  }

  enum EntityType {
    ${Object.keys(ENTITY_TYPES).join('\n    ')}
  }

  input RelationshipsInput {
    types: [String!]!
    direction: RelationshipDirection!
    start: Int
    count: Int
    includeSoftDelete: Boolean = true
  }

  enum RelationshipDirection {
    INCOMING
    OUTGOING
  }

  type EntityRelationshipsResult {
    start: Int
    count: Int
    total: Int
    relationships: [EntityRelationship!]!
  }

  type EntityRelationship {
    type: String!
    direction: RelationshipDirection!
    entity: Entity
  }

  input FacetFilterInput {
    field: String!
    value: String @deprecated(reason: "Use values.")
    values: [String!]
    negated: Boolean
    condition: FilterOperator
  }

  enum FilterOperator {
    CONTAIN
    END_WITH
    EQUAL
    EXISTS
    GREATER_THAN
    GREATER_THAN_OR_EQUAL_TO
    IN
    LESS_THAN
    LESS_THAN_OR_EQUAL_TO
    START_WITH
  }
`
