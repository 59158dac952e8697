-- An incremental solver of one-way constraints with strengths: objects of many classes.
-- Smaller numbers are stronger.
local REQUIRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAKEST = 1, 3, 4, 5, 7

local Variable = {}
Variable.__index = Variable
local function variable(value)
  return setmetatable({ value = value, constraints = {}, source = nil, mark = 0,
    strength = WEAKEST, stays = true }, Variable)
end

function Variable:drop(constraint)
  local list = self.constraints
  for i = 1, #list do
    if list[i] == constraint then
      table.remove(list, i)
      break
    end
  end
  if self.source == constraint then self.source = nil end
end

local function class(parent)
  local c = {}
  c.__index = c
  return setmetatable(c, { __index = parent })
end

local Planner = class()

-- What unary and binary constraints share.
local Constraint = class()
function Constraint:is_input() return false end

function Constraint:attach(planner)
  self:register()
  planner:add(self)
  return self
end

-- Makes this hold if it can, at the cost of a weaker one, which is returned.
function Constraint:satisfy(planner, mark)
  self:choose(mark)
  if not self:satisfied() then
    if self.strength == REQUIRED then error("a required constraint cannot hold") end
    return nil
  end
  self:mark_inputs(mark)
  local out = self:output()
  local loser = out.source
  if loser then loser:unsatisfy() end
  out.source = self
  if not planner:propagate(self, mark) then error("a cycle") end
  out.mark = mark
  return loser
end

local Unary = class(Constraint)
local function unary(kind, v, strength, planner)
  local c = setmetatable({ out = v, strength = strength, holds = false }, kind)
  return c:attach(planner)
end

function Unary:register()
  local list = self.out.constraints
  list[#list + 1] = self
  self.holds = false
end

function Unary:unregister()
  self.out:drop(self)
  self.holds = false
end

function Unary:choose(mark)
  self.holds = self.out.mark ~= mark and self.strength < self.out.strength
end
function Unary:satisfied() return self.holds end
function Unary:unsatisfy() self.holds = false end
function Unary:mark_inputs() end
function Unary:inputs_known() return true end
function Unary:output() return self.out end
function Unary:recalculate()
  local out = self.out
  out.strength = self.strength
  out.stays = not self:is_input()
  if out.stays then self:execute() end
end

local Stay = class(Unary)
function Stay:execute() end

local Edit = class(Unary)
function Edit:execute() end
function Edit:is_input() return true end

local Equal = class(Constraint)
local function binary(kind, v1, v2, strength, planner)
  local c = setmetatable({ v1 = v1, v2 = v2, strength = strength, direction = 0 }, kind)
  return c:attach(planner)
end

function Equal:register()
  local a, b = self.v1.constraints, self.v2.constraints
  a[#a + 1], b[#b + 1] = self, self
  self.direction = 0
end

function Equal:unregister()
  self.v1:drop(self)
  self.v2:drop(self)
  self.direction = 0
end

-- Direction 1 computes v2 from v1, -1 the other way, 0 does not hold.
function Equal:choose(mark)
  local v1, v2, strength = self.v1, self.v2, self.strength
  self.direction = 0
  if v1.mark == mark then
    if v2.mark ~= mark and strength < v2.strength then self.direction = 1 end
  elseif v2.mark == mark then
    if strength < v1.strength then self.direction = -1 end
  elseif v1.strength > v2.strength then
    if strength < v1.strength then self.direction = -1 end
  elseif strength < v2.strength then
    self.direction = 1
  end
end

function Equal:satisfied() return self.direction ~= 0 end
function Equal:unsatisfy() self.direction = 0 end
function Equal:input() return self.direction > 0 and self.v1 or self.v2 end
function Equal:output() return self.direction > 0 and self.v2 or self.v1 end
function Equal:mark_inputs(mark) self:input().mark = mark end
function Equal:execute() self:output().value = self:input().value end

function Equal:inputs_known(mark)
  local v = self:input()
  return v.mark == mark or v.stays or v.source == nil
end

function Equal:recalculate()
  local from, to = self:input(), self:output()
  to.strength = math.max(self.strength, from.strength)
  to.stays = from.stays
  if to.stays then self:execute() end
end

-- v2 = v1 * scale + offset
local Scale = class(Equal)
local function scale(v1, factor, offset, v2, strength, planner)
  local c = setmetatable({ v1 = v1, v2 = v2, factor = factor, offset = offset,
    strength = strength, direction = 0 }, Scale)
  return c:attach(planner)
end

function Scale:register()
  Equal.register(self)
  local a, b = self.factor.constraints, self.offset.constraints
  a[#a + 1], b[#b + 1] = self, self
end

function Scale:unregister()
  Equal.unregister(self)
  self.factor:drop(self)
  self.offset:drop(self)
end

function Scale:mark_inputs(mark)
  Equal.mark_inputs(self, mark)
  self.factor.mark, self.offset.mark = mark, mark
end

function Scale:execute()
  if self.direction > 0 then
    self.v2.value = self.v1.value * self.factor.value + self.offset.value
  else
    self.v1.value = (self.v2.value - self.offset.value) / self.factor.value
  end
end

function Scale:recalculate()
  local from, to = self:input(), self:output()
  to.strength = math.max(self.strength, from.strength)
  to.stays = from.stays and self.factor.stays and self.offset.stays
  if to.stays then self:execute() end
end

local function planner() return setmetatable({ mark = 0 }, Planner) end

function Planner:new_mark()
  self.mark = self.mark + 1
  return self.mark
end

function Planner:add(constraint)
  local mark = self:new_mark()
  local loser = constraint:satisfy(self, mark)
  while loser do loser = loser:satisfy(self, mark) end
end

-- Constraints that read v and do not compute it.
local function consumers(v, into)
  local list, source = v.constraints, v.source
  for i = 1, #list do
    local c = list[i]
    if c ~= source and c:satisfied() then into[#into + 1] = c end
  end
  return into
end

function Planner:propagate(constraint, mark)
  local todo = { constraint }
  while #todo > 0 do
    local c = table.remove(todo)
    if c:output().mark == mark then
      self:remove(constraint)
      return false
    end
    c:recalculate()
    consumers(c:output(), todo)
  end
  return true
end

function Planner:remove(constraint)
  local out = constraint:output()
  constraint:unsatisfy()
  constraint:unregister()
  local homeless = self:release(out)
  for strength = REQUIRED, WEAKEST do
    for i = 1, #homeless do
      if homeless[i].strength == strength then self:add(homeless[i]) end
    end
  end
end

-- Forgets what was computed from `out`; returns the constraints that may hold now.
function Planner:release(out)
  out.source, out.strength, out.stays = nil, WEAKEST, true
  local homeless, todo = {}, { out }
  while #todo > 0 do
    local v = table.remove(todo)
    for i = 1, #v.constraints do
      local c = v.constraints[i]
      if not c:satisfied() then homeless[#homeless + 1] = c end
    end
    for _, c in ipairs(consumers(v, {})) do
      c:recalculate()
      todo[#todo + 1] = c:output()
    end
  end
  return homeless
end

-- The constraints to run, in order, when the given inputs change.
function Planner:plan(inputs)
  local mark, steps, todo = self:new_mark(), {}, {}
  for _, c in ipairs(inputs) do
    if c:is_input() and c:satisfied() then todo[#todo + 1] = c end
  end
  while #todo > 0 do
    local c = table.remove(todo)
    local out = c:output()
    if out.mark ~= mark and c:inputs_known(mark) then
      steps[#steps + 1] = c
      out.mark = mark
      consumers(out, todo)
    end
  end
  return steps
end

local function execute(plan)
  for i = 1, #plan do plan[i]:execute() end
end

local function change(p, v, value)
  local edit = unary(Edit, v, PREFERRED, p)
  local plan = p:plan({ edit })
  for _ = 1, 10 do
    v.value = value
    execute(plan)
  end
  p:remove(edit)
end

local function chain(n)
  local p, first = planner(), variable(0)
  local last = first
  for _ = 1, n do
    local v = variable(0)
    binary(Equal, last, v, REQUIRED, p)
    last = v
  end
  unary(Stay, last, STRONG_DEFAULT, p)
  local edit = unary(Edit, first, PREFERRED, p)
  local plan = p:plan({ edit })
  for i = 1, 100 do
    first.value = i
    execute(plan)
    assert(last.value == i)
  end
  p:remove(edit)
end

local function projection(n)
  local p = planner()
  local factor, offset = variable(10), variable(1000)
  local sources, targets = {}, {}
  for i = 1, n do
    sources[i], targets[i] = variable(i), variable(i)
    unary(Stay, sources[i], NORMAL, p)
    scale(sources[i], factor, offset, targets[i], REQUIRED, p)
  end
  change(p, sources[n], 17)
  assert(targets[n].value == 1170)
  change(p, targets[n], 1050)
  assert(sources[n].value == 5)
  change(p, factor, 5)
  for i = 1, n - 1 do assert(targets[i].value == i * 5 + 1000) end
  change(p, offset, 2000)
  for i = 1, n - 1 do assert(targets[i].value == i * 5 + 2000) end
end

return {
  n = 400, smoke = 20,
  run = function(n)
    chain(n)
    projection(n)
  end,
}
