-- Times the programs of a folder: classic.lua FOLDER WARM_SECONDS REPEATS SIZE NAME...
-- Prints one line each: its name, the best and the median of the repetitions and the very first run, in
-- milliseconds. A program is warm when nothing was faster than before for as long as WARM_SECONDS.
local folder, warm, repeats, size = arg[1], tonumber(arg[2]), tonumber(arg[3]), arg[4]

-- A repetition shorter than this would measure the clock.
local SHORTEST = size == "smoke" and 0 or 0.02
-- What counts as faster, and when it has to be enough.
local FASTER, WARM_TIMES_MOST = 0.98, 10

local function time(run, n, times)
  local began = os.clock()
  for _ = 1, times do run(n) end
  return os.clock() - began
end

-- Returns how many runs make a repetition.
local function warm_up(run, n)
  local times, best, spent, still = 1, math.huge, 0, 0
  repeat
    local took = time(run, n, times)
    spent, still = spent + took, still + took
    if took / times < best * FASTER then best, still = took / times, 0 end
    if took < SHORTEST then times = times * 2 end
  until took >= SHORTEST and (still >= warm or spent >= WARM_TIMES_MOST * warm)
  return times
end

local function measure(name)
  local program = dofile(folder .. "/" .. name .. ".lua")
  local n = size == "smoke" and program.smoke or program.n
  local first = time(program.run, n, 1) * 1000
  local times = warm_up(program.run, n)
  local all = {}
  for i = 1, repeats do
    collectgarbage()
    all[i] = time(program.run, n, times) * 1000 / times
  end
  table.sort(all)
  print(string.format("%s %.4f %.4f %.4f", name, all[1], all[math.ceil(repeats / 2)], first))
end

for i = 5, #arg do measure(arg[i]) end
