-- Numeric loops at the edges: every pair of limits with every kind of step, the first rounds of each.
dofile "support/case.lua"
local limits = { "1", "0", "-1", "3", "1.5", "2^31", "2^31-1", "-2^31", "2^53", "-2^53", "2^63", "1/0",
  "-1/0", "0/0", "1e308", "-0.0", "0.1", "'2'", "'x'", "nil", "{}", "2^31-3", "2^53-2", "1e-320", "'0x10'" }
local steps = { "", ", -1", ", 0", ", 0.5", ", 2^31", ", 1/0", ", 0/0", ", '1'", ", nil", ", 1e-10",
  ", -2^31" }
for _, from in ipairs(limits) do
  for _, to in ipairs(limits) do
    for _, step in ipairs(steps) do
      case("local n, last = 0 for i = " .. from .. ", " .. to .. step ..
        " do n = n + 1 last = i if n > 3 then break end end return n, last")
    end
  end
end
