-- Prints what coroutines cost: a resume and yield pair in microseconds, and bytes each while many
-- are suspended at once.
local PAIRS, MANY = tonumber(arg[1]) or 2000000, tonumber(arg[2]) or 100000
local yield, resume, create = coroutine.yield, coroutine.resume, coroutine.create

local function loop()
  while true do yield() end
end

local function pairs_per_second(count)
  local co = create(loop)
  local began = os.clock()
  for _ = 1, count do resume(co) end
  return count / (os.clock() - began)
end

pairs_per_second(math.floor(PAIRS / 4))
print("pair_us " .. 1e6 / pairs_per_second(PAIRS))

local function kilobytes()
  collectgarbage()
  collectgarbage()
  return collectgarbage("count")
end

local before, all = kilobytes(), {}
for i = 1, MANY do
  local co = create(loop)
  assert(resume(co))
  all[i] = co
end
print("bytes_each " .. (kilobytes() - before) * 1024 / MANY)
for i = 1, MANY do assert(resume(all[i])) end
print("suspended " .. #all)
