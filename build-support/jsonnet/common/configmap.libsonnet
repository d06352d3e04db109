// A ConfigMap of environment variables, named by its version and never changed: pods of an older version, and a rollback to
// it, keep the settings that they were started with.
local include = import 'include.libsonnet';

local defaults = {
  name: error 'must provide name: the first part of the name',
  namespace: error 'must provide namespace: where the ConfigMap lives',
  labels: error 'must provide labels: those of the service',
  configVersion: error 'must provide configVersion: the second part of the name',
  env: error "must provide env: the server's settings as an object of strings",
};

function(params) {
  local c = defaults + params,

  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: '%s-%s' % [c.name, include.dnsLabel('configVersion', c.configVersion)],
    namespace: c.namespace,
    labels: c.labels { configVersion: c.configVersion },
  },
  immutable: true,
  data: { [name]: include.text(name, c.env[name]) for name in std.objectFields(c.env) },
}
