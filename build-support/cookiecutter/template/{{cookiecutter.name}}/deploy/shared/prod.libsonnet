// What differs in prod.
(import 'common.libsonnet') {
  iamRole: 'prod-{{cookiecutter.name}}',
  namespace: 'prod',
  numReplicas: 2,
  maxReplicas: 10,
  targetCPUUtilizationPercentage: 60,
}
