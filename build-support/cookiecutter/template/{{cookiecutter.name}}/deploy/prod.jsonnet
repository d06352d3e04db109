// Everything that prod runs, for kubectl apply. Both variables come from the build: see build-support/bin/render.
(import 'base/all.jsonnet')((import 'shared/prod.libsonnet') {
  version: std.extVar('version'),
  configVersion: std.extVar('configVersion'),
})
