// A Service in front of the pods that `selector` names. Headless, it resolves to every ready pod, and gRPC clients balance
// over them (dns:///NAME:PORT, round_robin): a ClusterIP pins each HTTP/2 connection to one pod.
local defaults = {
  name: error 'must provide name: what clients resolve',
  namespace: error 'must provide namespace: where the Service lives',
  selector: error "must provide selector: the labels of the Deployment's pods",
  port: error "must provide port: the number that clients call; the pods' port named grpc answers",
  headless: false,
};

function(params) {
  local c = defaults + params,

  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: c.name,
    namespace: c.namespace,
    labels: c.selector,
  },
  spec: {
    type: 'ClusterIP',
    [if c.headless then 'clusterIP']: 'None',
    selector: c.selector,
    // The protocol is said because server-side apply takes ports by number and protocol together.
    ports: [{ name: 'grpc', port: c.port, targetPort: 'grpc', protocol: 'TCP' }],
  },
}
