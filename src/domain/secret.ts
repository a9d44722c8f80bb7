/**
 * A value that must never be printed: a signing key, a password, a raw token. However it is logged, serialised,
 * inspected or concatenated, it shows `***`; only `reveal` gives the value, so a reader can search for every use.
 */
export class Secret<T = string> {
  readonly #value: T

  constructor(value: T) {
    this.#value = value
  }

  reveal(): T {
    return this.#value
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return '***'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return 'Secret(***)'
  }
}
