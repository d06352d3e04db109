// What differs in dev.
(import 'common.libsonnet') {
  iamRole: 'dev-service',
  namespace: 'pre-staging',
  store: 'dynamodb:todo-k8s-dev',
  // In so many words: no one is asked who they are.
  identity: 'none',
}
