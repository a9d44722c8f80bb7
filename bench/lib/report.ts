/** One figure of a benchmark, with what it is measured against. */
export interface Figure {
  bench: string
  /** What was measured, in words. */
  what: string
  unit: string
  ours: number
  peer: string
  /** The options that the peer runs with, the fastest of its documentation. */
  peerOptions?: string
  peers: number
  /** Ours over the peer's. */
  ratio: number
  /** What `docs/benchmarks.md` holds it against, in words. */
  wanted: string
}

/** Prints a figure as one JSON line. */
export function report(figure: Omit<Figure, 'ratio'>): void {
  const ratio = figure.ours / figure.peers
  const round = (value: number) => Number(value.toPrecision(4))
  const line: Figure = {
    ...figure,
    ours: round(figure.ours),
    peers: round(figure.peers),
    ratio: round(ratio),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
