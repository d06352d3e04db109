// A volume that outlives the pods, of the cluster's default class, for one node at a time.
local defaults = {
  name: error 'must provide name: of the claim',
  namespace: error 'must provide namespace: where its pods run',
  labels: error 'must provide labels: those of the service',
  size: error "must provide size: for example '1Gi'",
};

function(params) {
  local c = defaults + params,

  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: c.name, namespace: c.namespace, labels: c.labels },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: c.size } } },
}
