// An environment's settings, checked before anything is made of them: their names and types are those of the service's
// shared/common.libsonnet, as a setting that nobody reads, or one of another type, is a mistake. So is what no cluster takes.

// What every server of libs/grpc_service takes.
local choices = {
  logFormat: ['text', 'json'],
  logLevel: ['debug', 'info', 'warning', 'error'],
};

local within(text, characters) = std.all([std.member(characters, each) for each in std.stringChars(text)]);
local digits = '0123456789';
local ofLabels = digits + 'abcdefghijklmnopqrstuvwxyz-';

local wholeNumber(least, most=null) = {
  is: 'a whole number ' + (if most == null then 'from %d on' % least else 'from %d to %d' % [least, most]),
  holds(value):: value == std.floor(value) && value >= least && (most == null || value <= most),
};
local dnsLabel = {
  is: '1 to 63 small letters, digits and hyphens, with no hyphen at an end',
  holds(value):: value != '' && std.length(value) <= 63 && within(value, ofLabels)
                 && !std.startsWith(value, '-') && !std.endsWith(value, '-'),
};
local notEmpty = { is: 'said', holds(value):: value != '' };
local cpu = {
  is: "CPUs ('2') or thousandths of one ('300m')",
  holds(value):: local number = std.rstripChars(value, 'm');
                number != '' && within(number, digits) && std.length(value) <= std.length(number) + 1,
};
local memory = {
  is: "a number of Ki, Mi or Gi, such as '300Mi'",
  holds(value):: local number = std.substr(value, 0, std.max(0, std.length(value) - 2));
                number != '' && within(number, digits) && std.member(['Ki', 'Mi', 'Gi'], value[std.length(value) - 2:]),
};

// In thousandths of a CPU, or in Ki.
local amount(value) =
  local number = std.rstripChars(value, 'mKMGi');
  local unit = value[std.length(number):];
  std.parseInt(number) * { '': 1000, m: 1, Ki: 1, Mi: 1024, Gi: 1024 * 1024 }[unit];

// What Kubernetes, or the server, would refuse late, and its schemas do not say.
local forms = {
  command: { is: 'a path from the root on', holds(value):: std.startsWith(value, '/') },
  configName: dnsLabel,
  cpuLimit: cpu,
  cpuRequest: cpu,
  drainDelaySeconds: wholeNumber(0),
  drainGraceSeconds: wholeNumber(0),
  healthPort: wholeNumber(1, 65535),
  iamRole: notEmpty,
  initialDelaySeconds: wholeNumber(1),
  jwtAudience: notEmpty,
  jwtIssuer: notEmpty,
  maxReplicas: wholeNumber(1),
  memoryLimit: memory,
  memoryRequest: memory,
  minReplicas: wholeNumber(1),
  namespace: dnsLabel,
  numReplicas: wholeNumber(1),
  periodSeconds: wholeNumber(1),
  rateLimit: { is: 'a number from 0 on', holds(value):: value >= 0 },
  region: notEmpty,
  serviceName: dnsLabel,
  servicePort: wholeNumber(1, 65535),
  targetCPUUtilizationPercentage: wholeNumber(1),
  terminationGracePeriodSeconds: wholeNumber(1),
  tlsSecret: dnsLabel,
};

local called = {
  array: 'a list',
  boolean: 'true or false',
  'null': 'null',
  number: 'a number',
  object: 'an object',
  string: 'a string',
};

// What is wrong with a setting, as a list of at most one sentence.
local problems(name, value, types) =
  if !std.member(types, std.type(value)) then
    local expected = std.join(' or ', [called[each] for each in types]);
    ['%s must be %s; it is %s' % [name, expected, std.manifestJsonMinified(value)]]
  else if std.objectHas(choices, name) && !std.member(choices[name], value) then
    ["%s must be one of %s; it is '%s'" % [name, std.join(', ', choices[name]), value]]
  else if std.objectHas(forms, name) && value != null && !forms[name].holds(value) then
    ['%s must be %s; it is %s' % [name, forms[name].is, std.manifestJsonMinified(value)]]
  else [];

// `own` says the types of settings that have no value in `common` to tell them by. Those are checked when they are read, as
// an environment need not say what it does not use.
function(settings, common, own)
  local known = std.objectFieldsAll(common);
  local owned = std.objectFields(own);
  local unknown = std.setDiff(std.objectFieldsAll(settings), known);
  local wrong = std.flatMap(
    function(name) problems(name, settings[name], [std.type(common[name])]),
    std.setDiff(known, owned),
  );
  local checked(name) =
    local found = problems(name, settings[name], own[name]);
    assert found == [] : found[0];
    settings[name];
  assert unknown == [] :
         '%s is no setting of shared/common.libsonnet; those are %s' % [unknown[0], std.join(', ', known)];
  assert wrong == [] : std.join('; ', wrong);
  local above = [
    each
    for each in [['cpuRequest', 'cpuLimit'], ['memoryRequest', 'memoryLimit']]
    if std.setInter(std.set(each), known) == std.set(each) && amount(settings[each[0]]) > amount(settings[each[1]])
  ];
  assert above == [] :
         '%s must be at most %s, %s; it is %s' % (above[0] + [settings[above[0][1]], settings[above[0][0]]]);
  settings { [name]: checked(name) for name in owned }
