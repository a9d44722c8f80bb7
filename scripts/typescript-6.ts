import { registerHooks } from 'node:module'

// Preloaded into dependency-cruiser, which reads sources through TypeScript's JavaScript API. TypeScript 7 has none.
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    nextResolve(specifier.replace(/^typescript(?=$|\/)/, 'typescript-6'), context),
})
