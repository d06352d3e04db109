// What differs in prod.
(import 'common.libsonnet') {
  iamRole: 'prod-service',
  namespace: 'prod',
  store: 'dynamodb:todo-k8s-prod',
  identity: 'jwt',
  // Nobody's provider: write yours. Until then `deploy` refuses prod.
  jwtIssuer: 'https://id.example.com/',
  jwtJwks: 'https://id.example.com/.well-known/jwks.json',
  jwtAudience: 'todo-k8s',
  // Its certificate names todo-k8s and todo-k8s-headless, as clients in the cluster do.
  tlsSecret: 'todo-k8s-tls',
  rateLimit: 50,
  numReplicas: 2,
  maxReplicas: 10,
  targetCPUUtilizationPercentage: 60,
}
