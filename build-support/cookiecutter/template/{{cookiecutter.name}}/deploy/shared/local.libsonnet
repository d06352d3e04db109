// A cluster on one's own machine (kind, minikube): nothing of AWS.
(import 'common.libsonnet') {
  namespace: 'default',
  iamMethod: 'none',
  maxReplicas: 1,
  // As `docker build` names it; kind load docker-image, or minikube image load, brings it into the cluster.
  image: '%s/%s:%s' % [self.ecrRepoBase, self.serviceName, self.version],
}
