// A HorizontalPodAutoscaler by CPU: quick to grow, slow to shrink.
local defaults = {
  name: error 'must provide name: of the Deployment to scale, and of this',
  namespace: error 'must provide namespace: where both live',
  labels: error 'must provide labels: those of the service',
  minReplicas: error 'must provide minReplicas: the pods that always run',
  maxReplicas: error 'must provide maxReplicas: the most pods that ever run',
  targetCPUUtilizationPercentage: error "must provide targetCPUUtilizationPercentage: of the pods' CPU requests",
};

function(params) {
  local c = defaults + params,
  assert c.minReplicas >= 1 : 'minReplicas must be at least 1; it is %d' % c.minReplicas,
  assert c.maxReplicas >= c.minReplicas :
         'maxReplicas must be at least minReplicas, %d; it is %d' % [c.minReplicas, c.maxReplicas],

  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: c.name, namespace: c.namespace, labels: c.labels },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: c.name },
    minReplicas: c.minReplicas,
    maxReplicas: c.maxReplicas,
    metrics: [{
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: c.targetCPUUtilizationPercentage } },
    }],
    behavior: {
      scaleUp: {
        stabilizationWindowSeconds: 0,
        policies: [{ type: 'Percent', value: 100, periodSeconds: 30 }, { type: 'Pods', value: 2, periodSeconds: 30 }],
        selectPolicy: 'Max',
      },
      // Each pod that goes ends its clients' connections: one at a time, and only when the load has been low for a while.
      scaleDown: {
        stabilizationWindowSeconds: 300,
        policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
      },
    },
  },
}
