import type { FastifySchemaCompiler, FastifyServerOptions } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/**
 * Checks a JSON body as it stands, and says of the first thing that is wrong what to send instead. For the
 * `validatorCompiler` of every route with a body: Fastify's own turns `["x"]` into `"x"` and `null` into `""`, as is
 * right for query strings only. Header fields and parts of a path are text as they stand.
 */
export const bodyAsItStands: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  if (httpPart === 'querystring') throw new TypeError('a query string needs a validator that reads text')
  const validator = Compile(schema)
  return (body: unknown) => {
    if (validator.Check(body)) return { value: body }
    // A field too many is said twice, the first time with its name: a secret that slipped there must not come back.
    const errors = validator.Errors(body)
    const error = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0]
    const wrong = `${httpPart}${error?.instancePath} ${error?.message}${allowed(error?.params)}`
    const isObject = error?.instancePath !== '' || error.keyword !== 'type'
    return { error: new Error(isObject ? wrong : `${wrong}: ${whatToSend(schema)}`) }
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
          `${part}${instancePath} ${message}${allowed(params)}${tooMany(params)}`,
      )
      .join(', '),
  )

/** The parameter that there is none of, where it reads like a mistyped one: a secret that slipped there stays unsaid. */
function tooMany({ additionalProperty }: { additionalProperty?: string }): string {
  return /^[a-z_-]{1,30}$/i.test(additionalProperty ?? '') ? `: there is no ${additionalProperty}` : ''
}

function allowed(params: object = {}): string {
  const { allowedValues } = params as { allowedValues?: string[] }
  return allowedValues === undefined ? '' : `: ${allowedValues.join(', ')}`
}
