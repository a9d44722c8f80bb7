import t from 'tap'
import { prefers } from '../../src/domain/accept.ts'

const LINES = 'application/x-ndjson'
const JSON_TYPE = 'application/json'

t.test(
  'a type is preferred to the usual one where its quality is higher, or alike and it is named',
  async (t) => {
    const rows: [string, boolean][] = [
      ['application/x-ndjson', true],
      ['Application/X-NDJSON ; q=0.1', true],
      ['application/x-ndjson, application/json', true],
      ['application/json, application/x-ndjson', true],
      ['application/x-ndjson, */*', true],
      ['application/x-ndjson;q=0.5, */*;q=0.1', true],
      ['application/x-ndjson;charset=utf-8;q=1.000,application/json;q=0.999', true],
      ['application/json;q=0, */*', true],
      ['application/*;q=0.2, application/json;q=0.1', true],
      ['application/x-ndjson;q=high', true],

      ['', false],
      ['*/*', false],
      ['application/*', false],
      ['text/html, application/xml;q=0.9, */*;q=0.8', false],
      ['application/x-ndjson;q=0', false],
      ['application/x-ndjson;q=0.000', false],
      ['application/x-ndjson; Q=0.', false],
      ['application/x-ndjson;q=0, application/json;q=0', false],
      ['application/x-ndjson;q=0, */*', false],
      ['application/x-ndjson;q=0.5, application/json', false],
      ['application/x-ndjson;q=0.5, application/*;q=0.6', false],
      ['application/x-ndjson;q=0.5, */*', false],
      ['application/json;q=0.2, application/*;q=0.1', false],
      ['application/x-ndjson-lines', false],
      ['text/plain;x="application/x-ndjson"', false],
      ['text/*', false],
      [',;q=1, ;', false],
    ]
    for (const [accept, isPreferred] of rows) t.equal(prefers(accept, LINES, JSON_TYPE), isPreferred, accept)
  },
)
