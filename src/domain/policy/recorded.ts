/**
 * Something of which records are kept, and which itself knows its place in those that it was asked about with last: a table
 * of places would be one more memory to wait for. A copy of its fields knows nothing, so that it can be no other's.
 */
export class Recorded {
  #records: object | undefined = undefined
  #place = 0

  /** What these records keep of it; `undefined`: nothing, or others were asked about it since. */
  static placeIn(records: object, of: Recorded): number | undefined {
    return of.#records === records ? of.#place : undefined
  }

  static keep(records: object, of: Recorded, place: number): void {
    of.#records = records
    of.#place = place
  }
}
