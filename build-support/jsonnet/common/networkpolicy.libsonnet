// A NetworkPolicy: who may call the pods, and whom they may call. Nobody calls the health port: a kubelet always reaches the
// pods of its node.
local defaults = {
  name: error 'must provide name: the service',
  namespace: error 'must provide namespace: where its pods run',
  selector: error "must provide selector: the labels of the Deployment's pods",
  port: error 'must provide port: where the pods listen',
  callers: error 'must provide callers: a list of NetworkPolicyPeers, the only ones that may call',
  egress: error 'must provide egress: a list of NetworkPolicyEgressRules, what the pods call beside DNS',
};

local dns = { to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }], ports: [
  { protocol: protocol, port: 53 }
  for protocol in ['UDP', 'TCP']
] };

function(params) {
  local c = defaults + params,
  assert std.length(c.callers) > 0 : 'callers must name someone: an empty list would let everyone call',
  assert !std.member(c.callers, {}) : 'each of callers must have a podSelector, a namespaceSelector or an ipBlock',

  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: c.name, namespace: c.namespace, labels: c.selector },
  spec: {
    podSelector: { matchLabels: c.selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: c.callers, ports: [{ protocol: 'TCP', port: c.port }] }],
    egress: [dns] + c.egress,
  },
}
