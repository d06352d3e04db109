// The settings of todo-k8s that hold in every environment. Each environment's file adds its own or overrides these.
local include = import 'common/include.libsonnet';

{
  serviceName: 'todo-k8s',
  configName: 'todo-k8s-config',
  ecrRepoAccount: '735354846484.dkr.ecr.us-east-1.amazonaws.com',
  ecrRepoBase: 'master',
  command: '/offerup/todo-k8s-server.pex',
  servicePort: 8081,

  // Pods. There is no HPA yet, so this number is what runs; the HPA's bounds come with it.
  numReplicas: 1,
  cpuLimit: '300m',  // 0.3 CPU cores
  memoryLimit: '300Mi',
  cpuRequest: '200m',  // 0.2 CPU cores
  memoryRequest: '200Mi',

  // Liveness asks for the first time after initialDelaySeconds, readiness every periodSeconds from the start.
  initialDelaySeconds: 30,
  periodSeconds: 3,

  // SIGTERM: not ready for drainDelaySeconds, then drainGraceSeconds for calls in flight, then exit.
  drainDelaySeconds: 5,
  drainGraceSeconds: 20,
  terminationGracePeriodSeconds: 30,

  region: 'us-east-1',
  logLevel: 'info',
  logFormat: 'json',

  // The environment's own.
  iamRole: error 'must provide iamRole: the role that kube2iam gives to the pods',
  namespace: error 'must provide namespace: the Kubernetes namespace',
  store: error 'must provide store: dynamodb:TABLE',
  // There is no identity provider yet: 'none' says that whoever reaches the port may call.
  identity: error "must provide identity: 'none' lets anyone call who reaches the port",

  // The build's own: an environment's file reads them from the command line.
  version: include.PLACEHOLDER,
  configVersion: include.PLACEHOLDER,
  image: '%s/%s/%s:%s' % [self.ecrRepoAccount, self.ecrRepoBase, self.serviceName, self.version],
}
