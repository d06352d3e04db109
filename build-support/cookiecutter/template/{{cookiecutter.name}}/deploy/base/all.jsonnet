// Every object of {{cookiecutter.name}} out of an environment's settings, as one List for kubectl apply.
local common = import '../shared/common.libsonnet';
local credentials = import 'common/aws.libsonnet';
local checked = import 'common/settings.libsonnet';
local configMapOf = import 'configmap.jsonnet';
local deployment = import 'deployment.jsonnet';
local hpa = import 'hpa.jsonnet';
local networkPolicy = import 'networkpolicy.jsonnet';
local pdb = import 'pdb.jsonnet';
local service = import 'service.jsonnet';
local serviceAccountOf = import 'serviceaccount.jsonnet';

function(given)
  local settings = checked(given, common, { iamRole: ['string'], namespace: ['string'] });
  local aws = credentials.by(settings.iamMethod, settings.iamRole);

  // One object for every label and selector, so that they cannot disagree.
  local labels = { app: settings.serviceName };
  local configMap = configMapOf(settings, labels);
  local serviceAccount = serviceAccountOf(settings, labels, aws);
  {
    apiVersion: 'v1',
    kind: 'List',
    // In the order in which kubectl makes them: what a pod needs comes before it.
    items: [
      configMap,
      serviceAccount,
      networkPolicy(settings, labels, aws),
      deployment(settings, labels, configMap, serviceAccount, aws),
      service(settings, labels),
      service(settings, labels, headless=true),
      pdb(settings, labels),
      hpa(settings, labels),
    ],
  }
