/**
 * Numbers of policies, ascending, each once. Where they are at least one in 32 of all, also as bits, which then take no
 * more room than the list.
 */
export interface Numbers {
  readonly list: number[]
  bits: Int32Array | undefined
}

export function noNumbers(): Numbers {
  return { list: [], bits: undefined }
}

/** Bits for numbers below `total`, all clear. */
export function noBits(total: number): Int32Array {
  return new Int32Array((total + 31) >> 5)
}

/** Adds a number that is at least as large as those that there are. */
export function addNumber(numbers: Numbers, number: number, total: number): void {
  const { list } = numbers
  if (list.at(-1) === number) return
  list.push(number)
  if (numbers.bits !== undefined) setBit(numbers.bits, number)
  else if (list.length * 32 >= total) {
    const bits = noBits(total)
    setBits(bits, numbers)
    numbers.bits = bits
  }
}

export function setBit(bits: Int32Array, number: number): void {
  bits[number >> 5] = word(bits, number >> 5) | (1 << (number & 31))
}

/** Sets the bits of all of these. */
export function setBits(bits: Int32Array, numbers: Numbers): void {
  const { bits: more } = numbers
  if (more === undefined) for (const number of numbers.list) setBit(bits, number)
  else for (let at = 0; at < bits.length; at++) bits[at] = word(bits, at) | word(more, at)
}

export function hasBit(bits: Int32Array, number: number): boolean {
  return (word(bits, number >> 5) & (1 << (number & 31))) !== 0
}

function hasNumber({ list, bits }: Numbers, number: number): boolean {
  if (bits !== undefined) return hasBit(bits, number)
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle] as number) < number) low = middle + 1
    else high = middle
  }
  return list[low] === number
}

/**
 * The first number in all three for which `isWanted` holds; -1: none. Takes as many steps as the shorter list is long, or
 * one for 32 policies, and a call for each number in all three.
 */
export function firstInAll(
  one: Numbers,
  other: Numbers,
  who: Int32Array,
  isWanted: (number: number) => boolean,
): number {
  const [short, long] = one.list.length <= other.list.length ? [one, other] : [other, one]
  if (short.list.length > who.length && short.bits !== undefined && long.bits !== undefined)
    return firstInBits(short.bits, long.bits, who, isWanted)
  for (const number of short.list) {
    if (hasBit(who, number) && (short === long || hasNumber(long, number)) && isWanted(number)) return number
  }
  return -1
}

function firstInBits(
  one: Int32Array,
  other: Int32Array,
  who: Int32Array,
  isWanted: (number: number) => boolean,
): number {
  for (let at = 0; at < who.length; at++) {
    for (let left = word(one, at) & word(other, at) & word(who, at); left !== 0; left &= left - 1) {
      const number = (at << 5) + 31 - Math.clz32(left & -left)
      if (isWanted(number)) return number
    }
  }
  return -1
}

// Within the bounds, which TypeScript cannot know.
const word = (bits: Int32Array, at: number) => bits[at] as number
