// A real OpenID provider on a free loopback port. Prints its origin on standard output when it is ready
// and ends with its standard input. Clients and their secrets come from the environment, made per run.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const clients = JSON.parse(process.env.CLIENTS)
const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const origin = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(origin, {
    clients,
    scopes: ['openid', 'offline_access', 'api'],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    ttl: { AccessToken: 3600, ClientCredentials: 3600 },
    cookies: { keys: [process.env.COOKIE_KEY] },
  })
  server.on('request', provider.callback())
  console.log(origin)
})
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
