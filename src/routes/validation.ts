import type { FastifySchemaCompiler, FastifyServerOptions } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/**
 * Checks a JSON body as it stands, and says what to send instead: which fields are too many and which are missing, or
 * else the first thing that is wrong. For the `validatorCompiler` of every route with a body: Fastify's own turns `["x"]`
 * into `"x"` and `null` into `""`, as is right for query strings only. Header fields and parts of a path are text as they
 * stand.
 */
export const bodyAsItStands: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  if (httpPart === 'querystring') throw new TypeError('a query string needs a validator that reads text')
  const validator = Compile(schema)
  return (body: unknown) => {
    if (validator.Check(body)) return { value: body }
    const errors = validator.Errors(body)
    // A field too many is said twice, the first time with its name: a secret that slipped there must not come back.
    const names = ['additionalProperties', 'required'].flatMap(
      (told) => errors.find(({ keyword }) => keyword === told) ?? [],
    )
    const wrong = (names.length > 0 ? names : errors.slice(0, 1)).map(
      ({ instancePath, message, params }) =>
        `${httpPart}${instancePath} ${message}${allowed(params)}${unknown(params)}`,
    )
    const isObject = errors[0]?.instancePath !== '' || errors[0].keyword !== 'type'
    return { error: new Error(`${wrong.join(', ')}${isObject ? '' : `: ${whatToSend(schema)}`}`) }
  }
}

interface Fields {
  properties?: object
  required?: readonly string[]
}

/** Said of a body that is missing, or no object. */
function whatToSend({ properties = {}, required = [] }: TSchema & Fields): string {
  const fields = Object.keys(properties).map((name) =>
    required.includes(name) ? `${name} (required)` : name,
  )
  return `send JSON with ${fields.join(', ')}`
}

/** What is wrong with a query or a path, and which values it takes. */
export const parameterErrors: NonNullable<FastifyServerOptions['schemaErrorFormatter']> = (errors, part) =>
  new Error(
    errors
      .map(
        ({ instancePath, message, params }) =>
          `${part}${instancePath} ${message}${allowed(params)}${unknown(params)}`,
      )
      .join(', '),
  )

/** The fields that there are none of, where they read like mistyped ones: a secret that slipped there stays unsaid. */
function unknown(params: object = {}): string {
  const { additionalProperty, additionalProperties } = params as Unknown
  const names = [additionalProperty ?? [], additionalProperties ?? []].flat()
  const sayable = names.filter((name) => /^[a-z_-]{1,30}$/i.test(name))
  return sayable.length === 0 ? '' : `: there is no ${sayable.slice(0, UNKNOWN_MAX).join(', ')}`
}

// Enough for a mistake; a body of thousands of fields is none.
const UNKNOWN_MAX = 5

/** One name in a query, from Ajv; several in a body, from TypeBox. */
interface Unknown {
  additionalProperty?: string
  additionalProperties?: string[]
}

function allowed(params: object = {}): string {
  const { allowedValues } = params as { allowedValues?: string[] }
  return allowedValues === undefined ? '' : `: ${allowedValues.join(', ')}`
}
