// An environment's settings, checked before anything is made of them: their names and types are those of the service's
// shared/common.libsonnet, as a setting that nobody reads, or one of another type, is a mistake.

// What every server of libs/grpc_service takes.
local choices = {
  logFormat: ['text', 'json'],
  logLevel: ['debug', 'info', 'warning', 'error'],
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
  settings { [name]: checked(name) for name in owned }
