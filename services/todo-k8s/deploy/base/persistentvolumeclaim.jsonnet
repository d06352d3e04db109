// Where a store that is a file stands.
local persistentvolumeclaim = import 'common/persistentvolumeclaim.libsonnet';

function(settings, labels)
  persistentvolumeclaim({
    name: settings.serviceName,
    namespace: settings.namespace,
    labels: labels,
    size: settings.dataVolume.size,
  })
