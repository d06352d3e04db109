// Everything that dev runs, for kubectl apply. Both variables come from the build: see build-support/bin/render.
local settings = (import 'shared/dev.libsonnet') {
  version: std.extVar('version'),
  configVersion: std.extVar('configVersion'),
};

local deployment = (import 'base/deployment.jsonnet')(settings);
local service = (import 'base/service.jsonnet')(settings, deployment);

{
  apiVersion: 'v1',
  kind: 'List',
  items: [deployment, service],
}
