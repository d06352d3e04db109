// Everything that prod runs, for kubectl apply. Both variables come from the build: see build-support/bin/render.
local settings = (import 'shared/prod.libsonnet') {
  version: std.extVar('version'),
  configVersion: std.extVar('configVersion'),
};

assert settings.identity == 'jwt' : "identity must be 'jwt' in prod: anything else would let anyone call who reaches the port";
(import 'base/all.jsonnet')(settings)
