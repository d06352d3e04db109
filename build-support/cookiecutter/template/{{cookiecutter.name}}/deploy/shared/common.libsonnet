// The settings of {{cookiecutter.name}} that hold in every environment. Each environment's file adds its own or overrides these.
local include = import 'common/include.libsonnet';

{
  serviceName: '{{cookiecutter.name}}',
  configName: '{{cookiecutter.name}}-config',
  ecrRepoAccount: '735354846484.dkr.ecr.us-east-1.amazonaws.com',
  ecrRepoBase: 'master',
  command: '/offerup/{{cookiecutter.name}}-server.pex',
  servicePort: 8081,
  healthPort: 8082,

  // Pods: the HPA keeps them between its floor, which is numReplicas, and maxReplicas.
  numReplicas: 1,
  maxReplicas: 5,
  minReplicas: self.numReplicas,
  targetCPUUtilizationPercentage: 80,
  cpuLimit: '300m',  // 0.3 CPU cores
  memoryLimit: '300Mi',
  cpuRequest: '200m',  // 0.2 CPU cores
  memoryRequest: '200Mi',

  // A start that takes longer than initialDelaySeconds has failed; readiness is asked for every periodSeconds.
  initialDelaySeconds: 30,
  periodSeconds: 3,

  // SIGTERM: not ready for drainDelaySeconds, then drainGraceSeconds for calls in flight, then exit.
  drainDelaySeconds: 10,
  drainGraceSeconds: 15,
  terminationGracePeriodSeconds: 30,

  logLevel: 'info',
  logFormat: 'json',

  // How pods come by AWS credentials: 'kube2iam' (iamRole is a role's name), 'irsa' (iamRole is its ARN), 'none'.
  iamMethod: 'kube2iam',

  // Who may call, as NetworkPolicyPeers: the pods of the same namespace.
  callers: [{ podSelector: {} }],

  // The environment's own.
  iamRole: error 'must provide iamRole: the role that the pods have on AWS',
  namespace: error 'must provide namespace: the Kubernetes namespace',

  // The build's own: an environment's file reads them from the command line.
  version: include.PLACEHOLDER,
  configVersion: include.PLACEHOLDER,
  image: '%s/%s/%s:%s' % [self.ecrRepoAccount, self.ecrRepoBase, self.serviceName, self.version],
}
