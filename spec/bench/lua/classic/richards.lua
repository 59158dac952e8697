-- A small operating system: tasks of four kinds pass packets under a scheduler.
local IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = 1, 2, 3, 4, 5, 6
local TO_DEVICE, TO_WORK = 1, 2
local PAYLOAD = 4

local function packet(link, owner, kind)
  return { link = link, owner = owner, kind = kind, first = 0, data = { 0, 0, 0, 0 } }
end

-- Puts a packet at the end of a queue and returns the queue.
local function append(queue, p)
  p.link = nil
  if not queue then return p end
  local last = queue
  while last.link do last = last.link end
  last.link = p
  return queue
end

local Task = {}
Task.__index = Task

local Scheduler = {}
Scheduler.__index = Scheduler

function Scheduler.new()
  return setmetatable({ tasks = {}, first = nil, current = nil, queued = 0, held = 0 }, Scheduler)
end

-- A task waits without a packet, waits with one, or runs; held tasks are passed over.
function Scheduler:add(id, priority, queue, body, running)
  local task = setmetatable({
    scheduler = self, id = id, priority = priority, input = queue, body = body,
    pending = queue ~= nil, waiting = not running, held = false, next = self.first,
  }, Task)
  self.first, self.tasks[id] = task, task
  return task
end

function Scheduler:run()
  self.current = self.first
  while self.current do
    local task = self.current
    if task.held or (task.waiting and not task.pending) then
      self.current = task.next
    else
      self.current = task:step()
    end
  end
end

function Task:step()
  local message
  if self.waiting and self.pending then
    message = self.input
    self.input = message.link
    self.waiting = false
    self.pending = self.input ~= nil
  end
  return self.body:run(self, message)
end

function Task:wait()
  self.waiting = true
  return self
end

function Task:hold()
  self.scheduler.held = self.scheduler.held + 1
  self.held = true
  return self.next
end

function Task:release(id)
  local other = self.scheduler.tasks[id]
  other.held = false
  return other.priority > self.priority and other or self
end

function Task:send(p)
  local scheduler = self.scheduler
  local other = scheduler.tasks[p.owner]
  scheduler.queued = scheduler.queued + 1
  p.owner = self.id
  if other.input then
    other.input = append(other.input, p)
    return self
  end
  p.link = nil
  other.input, other.pending = p, true
  return other.priority > self.priority and other or self
end

-- Lets one of the devices go each time, by the bits of a shift register.
local Idle = {}
Idle.__index = Idle
function Idle:run(task)
  self.left = self.left - 1
  if self.left == 0 then return task:hold() end
  local bits = self.bits
  if bits % 2 == 0 then
    self.bits = bits / 2
    return task:release(DEVICE_A)
  end
  -- The feedback 0xD008, bit by bit: this must run on every Lua.
  local half, result, place = (bits - 1) / 2, 0, 1
  for bit = 0, 15 do
    local set = half % 2
    if bit == 3 or bit == 12 or bit == 14 or bit == 15 then set = 1 - set end
    result, place, half = result + set * place, place * 2, (half - half % 2) / 2
  end
  self.bits = result
  return task:release(DEVICE_B)
end

local Worker = {}
Worker.__index = Worker
function Worker:run(task, p)
  if not p then return task:wait() end
  self.to = HANDLER_A + HANDLER_B - self.to
  p.owner, p.first = self.to, 0
  for i = 1, PAYLOAD do
    self.letter = self.letter % 26 + 1
    p.data[i] = 64 + self.letter
  end
  return task:send(p)
end

local Handler = {}
Handler.__index = Handler
function Handler:run(task, p)
  if p then
    if p.kind == TO_WORK then
      self.work = append(self.work, p)
    else
      self.devices = append(self.devices, p)
    end
  end
  local work = self.work
  if work then
    local count = work.first
    if count >= PAYLOAD then
      self.work = work.link
      return task:send(work)
    end
    local out = self.devices
    if out then
      self.devices = out.link
      out.first = work.data[count + 1]
      work.first = count + 1
      return task:send(out)
    end
  end
  return task:wait()
end

local Device = {}
Device.__index = Device
function Device:run(task, p)
  if p then
    self.kept = p
    return task:hold()
  end
  local kept = self.kept
  if not kept then return task:wait() end
  self.kept = nil
  return task:send(kept)
end

local function queue(owner, kind, count)
  local q
  for _ = 1, count do q = packet(q, owner, kind) end
  return q
end

local function simulate(count)
  local s = Scheduler.new()
  s:add(IDLE, 0, nil, setmetatable({ left = count, bits = 1 }, Idle), true)
  s:add(WORKER, 1000, queue(nil, TO_WORK, 2),
    setmetatable({ to = HANDLER_A, letter = 0 }, Worker))
  s:add(HANDLER_A, 2000, queue(DEVICE_A, TO_DEVICE, 3), setmetatable({}, Handler))
  s:add(HANDLER_B, 3000, queue(DEVICE_B, TO_DEVICE, 3), setmetatable({}, Handler))
  s:add(DEVICE_A, 4000, nil, setmetatable({}, Device))
  s:add(DEVICE_B, 5000, nil, setmetatable({}, Device))
  s:run()
  return s.queued, s.held
end

local known = { [1000] = { 2322, 928 }, [10000] = { 23246, 9297 } }

return {
  n = 10000, smoke = 1000,
  run = function(n)
    local queued, held = simulate(n)
    assert(queued == known[n][1] and held == known[n][2], queued .. " " .. held)
  end,
}
