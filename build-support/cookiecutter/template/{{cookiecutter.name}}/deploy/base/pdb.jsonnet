// What draining a node may do to the pods.
local pdb = import 'common/pdb.libsonnet';

function(settings, labels)
  pdb({ name: settings.serviceName, namespace: settings.namespace, selector: labels })
