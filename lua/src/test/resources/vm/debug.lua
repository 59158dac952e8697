local function info(level, what) local i = debug.getinfo(level + 1, what) return i.currentline, i.short_src:match("[^/]*$"), i.what, i.name, i.namewhat end
local function f()
  print(info(1)) print(info(2))
end
f()
local t = {m = function(self) print(info(1)) end}
t:m() t.m()
function globalfn() print(info(1)) end
globalfn()
local i = debug.getinfo(f) print(i.linedefined, i.lastlinedefined, i.what, i.nparams, i.isvararg, i.currentline, i.func == f)
i = debug.getinfo(print) print(i.what, i.short_src, i.currentline, i.linedefined)
print(debug.getinfo(50))
local function locals(a, b) local c = 3 local n = 1 while true do local k, v = debug.getlocal(1, n) if not k then break end if k:sub(1, 1) ~= "(" then print(k, v) end n = n + 1 end end
locals(1, 2)
local function tb() return (debug.traceback("msg"):gsub("[^\n]*/", ""):gsub("\n[^\n]*%[C%]: in %?", "")) end
print(tb())
local co = coroutine.create(function() local x = 1 coroutine.yield() end)
coroutine.resume(co)
print((debug.traceback(co):gsub("[^\n\t]*/", "")))
print((debug.traceback(co, "m"):gsub("[^\n\t]*/", "")))
print(debug.traceback({}) ~= nil, debug.traceback(nil) ~= nil)
