// A cluster on one's own machine (kind, minikube): one pod, its to-dos in a file on a volume, nothing of AWS.
(import 'common.libsonnet') {
  namespace: 'default',
  store: 'sqlite:%s/todo.db' % self.dataVolume.path,
  dataVolume: { size: '1Gi', path: '/data' },
  iamMethod: 'none',
  maxReplicas: 1,
  // In so many words: no one is asked who they are.
  identity: 'none',
  // As `docker build` names it; kind load docker-image, or minikube image load, brings it into the cluster.
  image: '%s/%s:%s' % [self.ecrRepoBase, self.serviceName, self.version],
}
