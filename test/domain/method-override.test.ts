import t from 'tap'
import { overridesMethod } from '../../src/domain/method-override.ts'

t.test('a method in a header is found in every spelling that a server folds', async (t) => {
  for (const name of [
    'X-HTTP-Method-Override',
    'x_http_method_override',
    'X.Http.Method-OVERRIDE',
    'X-HTTP-Method',
    'x_http_method',
    'X-Method-Override',
    'X.Method_Override',
  ])
    t.ok(overridesMethod(['Host', 'x', name, 'DELETE']), name)
})

t.test('headers that are none of these pass, whatever their values say', async (t) => {
  for (const name of ['X-RestLi-Method', 'X-HTTP-Methods', 'XX-HTTP-Method', 'X-Method-Overridx', 'Accept'])
    t.notOk(overridesMethod(['Host', 'X-HTTP-Method', name, 'x-method-override']), name)
  t.notOk(overridesMethod([]))
})
