import {
  type ASTNode,
  type FieldNode,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { type Subdocument, subdocumentOf } from './subdocument.ts'

/**
 * A part of an operation without the fragments that are on a type of DataHub's that our schema has not, and without the
 * fragments and variables that only these used. That is what running it comes to where objects of several types may stand:
 * none of ours is of such a type. Where one type alone may stand they are left for validation to refuse. A selection that
 * had nothing else answers with an object that has no fields. Gives the part itself where there is nothing to leave out.
 */
export function withoutForeignTypes(schema: GraphQLSchema, part: Subdocument): Subdocument {
  const types = new TypeInfo(schema)
  const isForeign = (condition: NamedTypeNode | undefined) =>
    condition !== undefined && schema.getType(condition.name.value) === undefined
  const leftOut = (condition: NamedTypeNode | undefined) =>
    isForeign(condition) && isAbstractType(types.getParentType()) ? null : undefined
  const visitor = visitWithTypeInfo(types, {
    InlineFragment: ({ typeCondition }) => leftOut(typeCondition),
    FragmentSpread: ({ name }) => leftOut(part.fragments.get(name.value)?.typeCondition),
    SelectionSet: {
      leave: (node) => (node.selections.length > 0 ? undefined : { ...node, selections: [NOTHING] }),
    },
  })
  const within = <Node extends ASTNode>(node: Node): Node => visit(node, visitor)
  const operation = within(part.operation)
  const fragments = new Map([...part.fragments].map(([name, each]) => [name, within(each)]))
  const isWhole =
    operation === part.operation && [...fragments].every(([name, each]) => part.fragments.get(name) === each)
  return isWhole
    ? part
    : subdocumentOf({ operation, fragments }, operation.selectionSet.selections, part.variables)
}

const nameOf = (value: string) => ({ kind: Kind.NAME, value }) as const

/** `__typename @skip(if: true)`: every type has it, and no answer. */
const NOTHING: FieldNode = {
  kind: Kind.FIELD,
  name: nameOf('__typename'),
  directives: [
    {
      kind: Kind.DIRECTIVE,
      name: nameOf('skip'),
      arguments: [{ kind: Kind.ARGUMENT, name: nameOf('if'), value: { kind: Kind.BOOLEAN, value: true } }],
    },
  ],
}
