// What differs in prod.
(import 'common.libsonnet') {
  iamRole: 'prod-service',
  namespace: 'prod',
  store: 'dynamodb:todo-k8s-prod',
  identity: error 'must provide identity: prod needs a provider, and the server knows none yet',
  numReplicas: 2,
  maxReplicas: 10,
  targetCPUUtilizationPercentage: 60,
}
