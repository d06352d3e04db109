// Every object of todo-k8s out of an environment's settings, as one List for kubectl apply.
local common = import '../shared/common.libsonnet';
local credentials = import 'common/aws.libsonnet';
local checked = import 'common/settings.libsonnet';
local configMapOf = import 'configmap.jsonnet';
local deployment = import 'deployment.jsonnet';
local hpa = import 'hpa.jsonnet';
local identityOf = import 'identity.libsonnet';
local networkPolicy = import 'networkpolicy.jsonnet';
local pdb = import 'pdb.jsonnet';
local volumeOf = import 'persistentvolumeclaim.jsonnet';
local service = import 'service.jsonnet';
local serviceAccountOf = import 'serviceaccount.jsonnet';

function(given)
  local settings = checked(given, common, {
    dataVolume: ['null', 'object'],
    iamRole: ['string'],
    identity: ['string'],
    jwtAudience: ['null', 'string'],
    jwtIssuer: ['null', 'string'],
    jwtJwks: ['null', 'string'],
    namespace: ['string'],
    store: ['string'],
    tlsSecret: ['null', 'string'],
  });
  local aws = credentials.by(settings.iamMethod, settings.iamRole);
  local volumeSettings = settings.dataVolume;
  assert volumeSettings == null || std.objectFields(volumeSettings) == ['path', 'size'] :
         'dataVolume must have path and size and nothing else; it has %s' % std.join(', ', std.objectFields(volumeSettings));
  local isFile = std.startsWith(settings.store, 'sqlite:');
  assert isFile || std.startsWith(settings.store, 'dynamodb:') :
         "store must be dynamodb:TABLE, or sqlite:PATH inside dataVolume; it is '%s'" % settings.store;
  assert isFile == (volumeSettings != null) :
         "dataVolume must be set where the store is a file, and only there; it is '%s'" % settings.store;
  assert !isFile || std.startsWith(settings.store, 'sqlite:%s/' % volumeSettings.path) :
         "store must be a file in dataVolume's path, %s; it is '%s'" % [volumeSettings.path, settings.store];
  assert !isFile || settings.maxReplicas == 1 :
         'maxReplicas must be 1 where the store is a file; it is %d' % settings.maxReplicas;

  local identity = identityOf(settings);

  // One object for every label and selector, so that they cannot disagree.
  local labels = { app: settings.serviceName };
  local configMap = configMapOf(settings, labels, identity);
  local serviceAccount = serviceAccountOf(settings, labels, aws);
  local volume = if isFile then volumeOf(settings, labels);
  {
    apiVersion: 'v1',
    kind: 'List',
    // In the order in which kubectl makes them: what a pod needs comes before it.
    items: [configMap, serviceAccount, networkPolicy(settings, labels, aws, identity)]
           + (if isFile then [volume] else [])
           + [deployment(settings, labels, configMap, serviceAccount, aws, volume)]
           + [service(settings, labels), service(settings, labels, headless=true), pdb(settings, labels)]
           + (if isFile then [] else [hpa(settings, labels)]),
  }
