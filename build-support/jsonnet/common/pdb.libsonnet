// A PodDisruptionBudget: nodes are drained one of the service's pods at a time.
local defaults = {
  name: error 'must provide name: the service',
  namespace: error 'must provide namespace: where its pods run',
  selector: error "must provide selector: the labels of the Deployment's pods",
};

function(params) {
  local c = defaults + params,

  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: c.name, namespace: c.namespace, labels: c.selector },
  spec: {
    selector: { matchLabels: c.selector },
    // Not minAvailable: of a single pod it would stop every drain of a node for good.
    maxUnavailable: 1,
    // A pod that is not ready anyway must not stop a drain.
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  },
}
