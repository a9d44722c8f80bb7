import { benchIssue } from './issue.ts'
import { installPrograms } from './lib/programs.ts'
import { benchListing } from './listing.ts'
import { benchMemory } from './memory.ts'
import { benchPolicies } from './policies.ts'
import { benchProxy } from './proxy.ts'
import { benchVerify } from './verify.ts'

const BENCHES = {
  verify: benchVerify,
  memory: benchMemory,
  proxy: benchProxy,
  issue: benchIssue,
  listing: benchListing,
  policies: benchPolicies,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}: take ${Object.keys(BENCHES).join(', ')}.\n`,
  )
  process.exit(64)
}
await installPrograms()
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench()
}
process.exit(0)
