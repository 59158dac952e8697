-- Prints what a resume and yield pair costs, in microseconds.
local PAIRS = tonumber(arg[1]) or 2000000
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
