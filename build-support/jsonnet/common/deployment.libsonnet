// A Deployment of one gRPC server: restricted by Kubernetes' "restricted" pod security standard, probed by gRPC, drained
// within its grace period.
local include = import 'include.libsonnet';

local defaults = {
  name: error 'must provide name: the service',
  namespace: error 'must provide namespace: where the Deployment lives',
  replicas: error 'must provide replicas: the number of pods',
  image: error 'must provide image: repository and tag',
  command: error 'must provide command: the path of the server in the image',
  port: error 'must provide port: where the server listens',
  env: error "must provide env: the server's settings as an object",
  resources: error 'must provide resources: limits and requests of cpu and memory',
  iamRole: error 'must provide iamRole: the role that kube2iam gives to the pods',
  version: error "must provide version: the image's tag",
  configVersion: error 'must provide configVersion: which settings the pods run with',
  // The name under which the health service tells readiness; liveness asks for the empty name.
  readinessService: error 'must provide readinessService: the full name of the gRPC service that must be ready',
  readinessPeriodSeconds: error 'must provide readinessPeriodSeconds: the pause between questions',
  livenessDelaySeconds: error 'must provide livenessDelaySeconds: the time to start in before a restart is thinkable',
  drainDelaySeconds: error 'must provide drainDelaySeconds: the time for endpoints to forget a pod that is not ready',
  drainGraceSeconds: error 'must provide drainGraceSeconds: the time for calls in flight to end',
  terminationGracePeriodSeconds: error 'must provide terminationGracePeriodSeconds: SIGKILL comes this long after SIGTERM',
};

// What the process needs after its last call to close its store and exit.
local exitMarginSeconds = 5;

function(params) {
  local c = defaults + params,
  local drainSeconds = c.drainDelaySeconds + c.drainGraceSeconds + exitMarginSeconds,
  assert c.terminationGracePeriodSeconds >= drainSeconds :
         'terminationGracePeriodSeconds must be at least %d (drainDelaySeconds + drainGraceSeconds + %d to exit); it is %d'
         % [drainSeconds, exitMarginSeconds, c.terminationGracePeriodSeconds],

  // One object for metadata, selector and pods, so that they cannot disagree; a Service takes it from here.
  selectorLabels:: { app: c.name },
  local versions = {
    version: include.label('version', c.version),
    configVersion: include.label('configVersion', c.configVersion),
  },

  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: c.name,
    namespace: c.namespace,
    labels: $.selectorLabels { configVersion: versions.configVersion },
  },
  spec: {
    replicas: c.replicas,
    selector: { matchLabels: $.selectorLabels },
    template: {
      metadata: {
        annotations: { 'iam.amazonaws.com/role': c.iamRole },
        labels: $.selectorLabels + versions,
      },
      spec: {
        containers: [{
          name: c.name,
          image: c.image,
          imagePullPolicy: 'IfNotPresent',
          command: [c.command],
          env: include.env(c.env),
          ports: [{ name: 'grpc', containerPort: c.port, protocol: 'TCP' }],
          readinessProbe: {
            grpc: { port: c.port, service: c.readinessService },
            periodSeconds: c.readinessPeriodSeconds,
            timeoutSeconds: 2,
          },
          livenessProbe: {
            grpc: { port: c.port, service: '' },
            initialDelaySeconds: c.livenessDelaySeconds,
            periodSeconds: 20,
            timeoutSeconds: 1,
          },
          resources: c.resources,
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            readOnlyRootFilesystem: true,
          },
          terminationMessagePath: '/dev/termination-log',
        }],
        // A server that calls no Kubernetes API needs no token, and needs none of the variables that Kubernetes makes of
        // each Service's name: of todo-k8s they would be TODO_K8S_PORT and the like, among the server's own TODO_ settings.
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        dnsPolicy: 'ClusterFirst',
        restartPolicy: 'Always',
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 10001,
          runAsGroup: 10001,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        terminationGracePeriodSeconds: c.terminationGracePeriodSeconds,
      },
    },
  },
}
