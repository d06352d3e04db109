// The ServiceAccount that a service's pods run as. With IRSA it names their AWS role; with kube2iam the pods do.
local defaults = {
  name: error 'must provide name: the service',
  namespace: error 'must provide namespace: where its pods run',
  labels: error 'must provide labels: those of the service',
  annotations: {},
};

function(params) {
  local c = defaults + params,

  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: {
    name: c.name,
    namespace: c.namespace,
    labels: c.labels,
    [if c.annotations != {} then 'annotations']: c.annotations,
  },
  automountServiceAccountToken: false,
}
