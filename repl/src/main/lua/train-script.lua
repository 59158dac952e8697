-- The launcher's training run for a script that is a program like others: what it uses, the compiler of
-- hot functions included, is loaded when later ones start.
local Account = {}
Account.__index = Account

function Account.new(owner) return setmetatable({ owner = owner, balance = 0 }, Account) end

function Account:deposit(amount)
  if amount <= 0 then error("amount expected", 2) end
  self.balance = self.balance + amount
end

local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end

local function words(text)
  local counts, order = {}, {}
  for word in text:lower():gmatch("%a+") do
    if not counts[word] then order[#order + 1] = word end
    counts[word] = (counts[word] or 0) + 1
  end
  table.sort(order, function(a, b) return counts[a] > counts[b] or counts[a] == counts[b] and a < b end)
  return order, counts
end

local function generate(n)
  return coroutine.wrap(function()
    for i = 1, n do coroutine.yield(i) end
  end)
end

local function round(i)
  local account = Account.new("owner " .. i)
  for n = 1, 100 do account:deposit(n * 0.5) end
  pcall(account.deposit, account, -1)
  local sum = 0
  for n in generate(20) do sum = sum + n end
  local order = words(("the quick brown fox jumps over the lazy dog "):rep(4) .. account.owner)
  local line = string.format("%5.2f %s %d %q", account.balance, order[1], sum, account.owner)
  line = line:gsub("%d+", function(digits) return "<" .. digits .. ">" end):upper()
  local parts = {}
  for key, value in pairs({ a = 1, b = "two", 3, 4 }) do parts[#parts + 1] = key .. "=" .. tostring(value) end
  for at, part in ipairs(parts) do parts[at] = part:sub(2) .. part:byte() end
  return table.concat(parts, ",") .. line, fib(12), select("#", table.unpack(parts)), tonumber("0x10")
end

local began = os.clock()
local rounds = 0
repeat
  rounds = rounds + 1
  local line = round(rounds)
  if rounds % 100 == 0 then io.write(rounds, " ", line, "\n") end
until os.clock() - began > 0.8

local file = io.tmpfile()
file:write("one\n", 2, "\n")
file:seek("set")
for line in file:lines() do print(line, #line) end
file:close()
print(xpcall(fib, debug.traceback, {}), os.date(), os.time(), os.getenv("HOME"), math.floor(rounds / 2), {})
print(load("return 1 + 1")(), load("return +"), math.random(10), math.max(1, 2), #arg)
