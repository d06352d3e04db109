// Everything that dev runs, for kubectl apply. Both variables come from the build: see build-support/bin/render.
(import 'base/all.jsonnet')((import 'shared/dev.libsonnet') {
  version: std.extVar('version'),
  configVersion: std.extVar('configVersion'),
})
