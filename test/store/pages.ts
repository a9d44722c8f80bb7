interface Position {
  createdAt: number
  urn: string
}

/** The URNs of all pages of a list, each asked for with the last item of the one before. */
export async function pages(page: (after: { after?: Position }) => Promise<Position[]>): Promise<string[]> {
  const all = await page({})
  for (let last = all.at(-1); last !== undefined; ) {
    const next = await page({ after: { createdAt: last.createdAt, urn: last.urn } })
    all.push(...next)
    last = next.at(-1)
  }
  return all.map(({ urn }) => urn)
}
