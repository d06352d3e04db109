// How pods ask who calls: their settings, and what they reach for it.
local https = (import 'common/aws.libsonnet').https;

local required = ['jwtIssuer', 'jwtAudience', 'jwtJwks', 'tlsSecret'];

local tls(secret) = if secret == null then {} else {
  TODO_TLS_CERTIFICATE: '/tls/tls.crt',
  TODO_TLS_KEY: '/tls/tls.key',
};

// Pods reach port 443 alone, wherever it is.
local keys(url) =
  local host = std.split(std.split(url, '/')[2], ':');
  if !std.startsWith(url, 'https://') || std.length(host) != 1
  then error "jwtJwks must be an https URL without a port, which is 443; it is '%s'" % url
  else url;

local jwt(settings) =
  local missing = [name for name in required if settings[name] == null];
  assert missing == [] :
         "%s must be set where identity is 'jwt'; a token is checked by all four of %s"
         % [missing[0], std.join(', ', required)];
  {
    env: tls(settings.tlsSecret) {
      TODO_IDENTITY: 'jwt',
      TODO_JWT_AUDIENCE: settings.jwtAudience,
      TODO_JWT_ISSUER: settings.jwtIssuer,
      TODO_JWT_JWKS: keys(settings.jwtJwks),
    },
    egress: [https],
  };

local none(settings) =
  local idle = [name for name in required if name != 'tlsSecret' && settings[name] != null];
  assert idle == [] : "%s is for identity 'jwt' alone; it is 'none'" % idle[0];
  {
    env: tls(settings.tlsSecret) {
      TODO_IDENTITY: 'none',
      // Where nobody is asked who they are the server listens on loopback only, unless it is told this.
      TODO_INSECURE_ANY_ADDRESS: 'true',
    },
    egress: [],
  };

function(settings)
  if settings.identity == 'jwt' then jwt(settings)
  else if settings.identity == 'none' then none(settings)
  else error "identity must be 'jwt' or 'none'; it is '%s'" % settings.identity
