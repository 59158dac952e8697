-- Times the programs of a folder: classic.lua FOLDER WARM_SECONDS REPEATS SIZE NAME...
-- Prints one line each: its name, the best and the median of the repetitions, in milliseconds.
local folder, warm, repeats, size = arg[1], tonumber(arg[2]), tonumber(arg[3]), arg[4]

-- A repetition shorter than this would measure the clock.
local SHORTEST = size == "smoke" and 0 or 0.02

local function time(run, n, times)
  local began = os.clock()
  for _ = 1, times do run(n) end
  return os.clock() - began
end

local function measure(name)
  local program = dofile(folder .. "/" .. name .. ".lua")
  local n = size == "smoke" and program.smoke or program.n
  local times, took, spent = 1, 0, 0
  repeat
    took = time(program.run, n, times)
    spent = spent + took
    if took < SHORTEST then times = times * 2 end
  until spent >= warm and took >= SHORTEST
  local all = {}
  for i = 1, repeats do
    collectgarbage()
    all[i] = time(program.run, n, times) * 1000 / times
  end
  table.sort(all)
  print(string.format("%s %.4f %.4f", name, all[1], all[math.ceil(repeats / 2)]))
end

for i = 5, #arg do measure(arg[i]) end
