// What differs in dev.
(import 'common.libsonnet') {
  iamRole: 'dev-{{cookiecutter.name}}',
  namespace: 'pre-staging',
}
