// The settings of todo-k8s that hold in every environment. Each environment's file adds its own or overrides these.
local include = import 'common/include.libsonnet';

{
  serviceName: 'todo-k8s',
  configName: 'todo-k8s-config',
  ecrRepoAccount: '735354846484.dkr.ecr.us-east-1.amazonaws.com',
  ecrRepoBase: 'master',
  command: '/offerup/todo-k8s-server.pex',
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

  region: 'us-east-1',
  logLevel: 'info',
  logFormat: 'json',

  // How pods come by AWS credentials: 'kube2iam' (iamRole is a role's name), 'irsa' (iamRole is its ARN), 'none'.
  iamMethod: 'kube2iam',

  // Who may call, as NetworkPolicyPeers: the pods of the same namespace.
  callers: [{ podSelector: {} }],

  // Who calls. 'jwt' asks for a token of jwtIssuer, made out to jwtAudience, whose keys jwtJwks names (an https URL); it needs
  // tlsSecret: the name of a kubernetes.io/tls Secret, which pods read again when its certificate is renewed. 'none' asks nobody.
  identity: error "must provide identity: 'jwt', or 'none', which lets anyone call who reaches the port",
  jwtIssuer: null,
  jwtAudience: null,
  jwtJwks: null,
  tlsSecret: null,
  // Calls a second that one user may make of one pod; 0 is no limit.
  rateLimit: 0,

  // A folder that outlives the pods, only where the store is a file in it: { size: '1Gi', path: '/data' }.
  dataVolume: null,

  // The environment's own.
  iamRole: error 'must provide iamRole: the role that the pods have on AWS',
  namespace: error 'must provide namespace: the Kubernetes namespace',
  store: error 'must provide store: dynamodb:TABLE, or sqlite:PATH inside dataVolume',

  // The build's own: an environment's file reads them from the command line.
  version: include.PLACEHOLDER,
  configVersion: include.PLACEHOLDER,
  image: '%s/%s/%s:%s' % [self.ecrRepoAccount, self.ecrRepoBase, self.serviceName, self.version],
}
