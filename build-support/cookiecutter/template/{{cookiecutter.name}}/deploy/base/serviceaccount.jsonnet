// What the pods run as.
local serviceaccount = import 'common/serviceaccount.libsonnet';

function(settings, labels, aws)
  serviceaccount({
    name: settings.serviceName,
    namespace: settings.namespace,
    labels: labels,
    annotations: aws.serviceAccountAnnotations,
  })
