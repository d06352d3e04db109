// A Deployment of one gRPC server: restricted by Kubernetes' "restricted" pod security standard, probed by gRPC, spread
// over nodes and zones, rolled without a gap, drained within its grace period.
local include = import 'include.libsonnet';

local defaults = {
  name: error 'must provide name: the service',
  namespace: error 'must provide namespace: where the Deployment lives',
  labels: error 'must provide labels: those of the service, which pods are selected by',
  image: error 'must provide image: repository and tag',
  command: error 'must provide command: the path of the server in the image',
  port: error 'must provide port: where the server listens',
  // Plaintext and without identity, as probes are, whatever callers need.
  healthPort: error 'must provide healthPort: where the server answers probes',
  configMap: error "must provide configMap: the name of the ConfigMap that holds the server's settings",
  serviceAccount: error 'must provide serviceAccount: the name of the ServiceAccount that the pods run as',
  resources: error 'must provide resources: limits and requests of cpu and memory',
  version: error "must provide version: the image's tag",
  configVersion: error 'must provide configVersion: which settings the pods run with',
  // The name under which the health service tells readiness; liveness asks for the empty name.
  readinessService: error 'must provide readinessService: the full name of the gRPC service that must be ready',
  readinessPeriodSeconds: error 'must provide readinessPeriodSeconds: the pause between questions',
  startSeconds: error 'must provide startSeconds: how long a start may take before it has failed',
  drainDelaySeconds: error 'must provide drainDelaySeconds: the time for endpoints to forget a pod that is not ready',
  drainGraceSeconds: error 'must provide drainGraceSeconds: the time for calls in flight to end',
  terminationGracePeriodSeconds: error 'must provide terminationGracePeriodSeconds: SIGKILL comes this long after SIGTERM',

  // A number of pods, only where no autoscaler rules it.
  replicas: null,
  // Of the pods, beyond those that this file makes.
  annotations: {},
  // A persistent volume that one pod at a time may write, as { claim: NAME, path: FOLDER }. Nothing else is writable.
  volume: null,
  // A kubernetes.io/tls Secret to read, as { secret: NAME, path: FOLDER }. Mounted whole, as a kubelet renews no file that is
  // mounted alone (subPath).
  tls: null,
};

// To read for the user of the server and nobody else.
local ofTheGroup = std.parseOctal('0440');

// What the process needs after its last call to close its store and exit.
local exitMarginSeconds = 5;
// How often a kubelet asks a pod that starts.
local startPeriodSeconds = 1;

local spread(topologyKey, labels) = {
  maxSkew: 1,
  topologyKey: topologyKey,
  // A cluster of one node or one zone still runs it.
  whenUnsatisfiable: 'ScheduleAnyway',
  labelSelector: { matchLabels: labels },
  // Otherwise the pods of the version that goes would count, and the new ones gather where those are not.
  matchLabelKeys: ['pod-template-hash'],
};

function(params) {
  local c = defaults + params,
  local drainSeconds = c.drainDelaySeconds + c.drainGraceSeconds + exitMarginSeconds,
  assert c.terminationGracePeriodSeconds >= drainSeconds :
         'terminationGracePeriodSeconds must be at least %d (drainDelaySeconds + drainGraceSeconds + %d to exit); it is %d'
         % [drainSeconds, exitMarginSeconds, c.terminationGracePeriodSeconds],
  assert c.healthPort != c.port : 'healthPort must not be port, where callers are; both are %d' % c.port,

  local data = {
    volume: { name: 'data', persistentVolumeClaim: { claimName: c.volume.claim } },
    mount: { name: 'data', mountPath: c.volume.path },
  },
  local tls = {
    volume: { name: 'tls', secret: { secretName: c.tls.secret, defaultMode: ofTheGroup } },
    mount: { name: 'tls', mountPath: c.tls.path, readOnly: true },
  },
  local volumes = (if c.volume == null then [] else [data]) + (if c.tls == null then [] else [tls]),

  local versions = {
    version: include.label('version', c.version),
    configVersion: include.label('configVersion', c.configVersion),
  },

  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: c.name,
    namespace: c.namespace,
    labels: c.labels { configVersion: versions.configVersion },
  },
  spec: {
    [if c.replicas != null then 'replicas']: c.replicas,
    selector: { matchLabels: c.labels },
    // A pod goes only when another is ready; a volume that one pod may write has to be let go of first.
    strategy: if c.volume == null
    then { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
    else { type: 'Recreate' },
    template: {
      metadata: {
        [if c.annotations != {} then 'annotations']: c.annotations,
        labels: c.labels + versions,
      },
      spec: {
        containers: [{
          name: c.name,
          image: c.image,
          imagePullPolicy: 'IfNotPresent',
          command: [c.command],
          envFrom: [{ configMapRef: { name: c.configMap } }],
          ports: [
            { name: 'grpc', containerPort: c.port, protocol: 'TCP' },
            { name: 'health', containerPort: c.healthPort, protocol: 'TCP' },
          ],
          // The other two probes wait for this one.
          startupProbe: {
            grpc: { port: c.healthPort, service: '' },
            periodSeconds: startPeriodSeconds,
            timeoutSeconds: 1,
            failureThreshold: std.ceil(c.startSeconds / startPeriodSeconds),
          },
          readinessProbe: {
            grpc: { port: c.healthPort, service: c.readinessService },
            periodSeconds: c.readinessPeriodSeconds,
            timeoutSeconds: 2,
          },
          // Never asks for the store: a restart mends none.
          livenessProbe: {
            grpc: { port: c.healthPort, service: '' },
            periodSeconds: 20,
            timeoutSeconds: 2,
            failureThreshold: 3,
          },
          resources: c.resources,
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            readOnlyRootFilesystem: true,
          },
          terminationMessagePath: '/dev/termination-log',
          [if volumes != [] then 'volumeMounts']: [each.mount for each in volumes],
        }],
        [if volumes != [] then 'volumes']: [each.volume for each in volumes],
        serviceAccountName: c.serviceAccount,
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
          [if volumes != [] then 'fsGroup']: 10001,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        terminationGracePeriodSeconds: c.terminationGracePeriodSeconds,
        topologySpreadConstraints: [
          spread(key, c.labels)
          for key in ['kubernetes.io/hostname', 'topology.kubernetes.io/zone']
        ],
      },
    },
  },
}
