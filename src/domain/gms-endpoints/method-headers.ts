/**
 * Request headers, in lower case, that make GMS take a request for another one than its method says: Rest.li tunnels a
 * GET in a POST, and reads its own method from a header. None may reach GMS, or the method judged is not the method
 * carried out.
 */
export const METHOD_HEADERS: readonly string[] = [
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'x-restli-method',
]
