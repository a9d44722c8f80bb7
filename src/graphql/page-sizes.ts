/** How many items a list is asked for where its `count` is left out, and at the most; both are DataHub's. */
export const LIST_COUNT = {
  leftOut: 20,
  // What Elasticsearch, behind DataHub's own lists, gives at the most in one page.
  max: 10_000,
}

/** The same of `relationships`, of which a list may hold one for each of its items. */
export const RELATIONSHIPS_COUNT = {
  leftOut: 10,
  // As many as change in one request (members of a group, actors of a role).
  max: 1000,
}
