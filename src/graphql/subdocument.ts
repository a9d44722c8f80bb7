import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  visit,
} from 'graphql'
import type { ChosenOperation } from './document.ts'

/** A part of an operation, able to stand alone. */
export interface Subdocument extends ChosenOperation {
  /** The operation and its fragments. */
  document: DocumentNode
  variables: Record<string, unknown>
}

/**
 * The operation with these root fields only, and of its variables and fragments those that these use: a server refuses
 * a document with a variable or a fragment that nobody uses. Nodes stay the original's, so that errors found in them
 * have their places in the original text.
 */
export function subdocumentOf(
  { operation, fragments }: ChosenOperation,
  fields: readonly SelectionNode[],
  variables: Readonly<Record<string, unknown>>,
): Subdocument {
  const uses = new Uses(fragments)
  for (const node of [...fields, ...(operation.directives ?? [])]) uses.add(node)
  const part: ChosenOperation['operation'] = {
    ...operation,
    variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) =>
      uses.variables.has(variable.name.value),
    ),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [...fields] },
  }
  const used = Object.entries(variables).filter(([name]) => uses.variables.has(name))
  return {
    document: { kind: Kind.DOCUMENT, definitions: [part, ...uses.fragments] },
    operation: part,
    fragments: new Map([...uses.fragments].map((each) => [each.name.value, each])),
    variables: Object.fromEntries(used),
  }
}

class Uses {
  readonly variables = new Set<string>()
  readonly fragments = new Set<FragmentDefinitionNode>()
  readonly #known: ReadonlyMap<string, FragmentDefinitionNode>

  constructor(known: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#known = known
  }

  add(root: ASTNode): void {
    const open = [root]
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      visit(node, {
        Variable: ({ name }) => {
          this.variables.add(name.value)
        },
        FragmentSpread: ({ name }) => {
          const fragment = this.#known.get(name.value)
          if (fragment === undefined || this.fragments.has(fragment)) return
          this.fragments.add(fragment)
          open.push(fragment)
        },
      })
    }
  }
}
