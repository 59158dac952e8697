-- package and require: where modules are looked for, what loaders are given, what fails how.
dofile "support/case.lua"
dofile "support/matrix.lua"
package.path = "?.lua;support/?.lua"
package.cpath = ""
package.searchers[4], package.searchers[3] = nil, nil
matrix("require", "'os'", { [1] = " 2^53 1e15 'z\\0' " })
matrix("package.searchpath", "'case'", "'support/?.lua'", "'.'", "'/'",
  { [1] = " 'z\\0' ", [2] = " 'z\\0' " })
case "require('string') == string" case "require('_G') == _G" case "package.loaded.table == table"
case "package.loaded._G == _G" case "type(package.config)" case "#package.searchers >= 2"
case "package.preload.mine = function(...) return {...} end return require('mine'), require('mine') == \z
  package.loaded.mine"
case "require('no.such')" case "pcall(require, 'no')" case "require({})" case "require()"
case "package.preload.none = function() end return require('none'), package.loaded.none"
case "package.preload.falsy = function() return false end return require('falsy'), package.loaded.falsy"
case "package.preload.sets = function(n) package.loaded[n] = 'set' end return require('sets')"
case "package.preload.fails = function() error('inside') end return require('fails')"
case "package.preload.odd = 5 return require('odd')"
case "package.preload.twice = function() n = (n or 0) + 1 return n end return require('twice'), \z
  require('twice')"
case "local keep = package.path package.path = nil local ok, m = pcall(require, 'x') package.path = keep \z
  return ok, m"
case "local keep = package.searchers package.searchers = nil local ok, m = pcall(require, 'x') \z
  package.searchers = keep return ok, m" case "package.loaded.gone = nil return pcall(require, 'gone')"
case "table.insert(package.searchers, 1, function(n) return n == 'made' and function(...) return \z
  select('#', ...), ... end or '\\n\\tnot made' , 'extra' end) return require('made')"
case "require('unmade')"
case "table.remove(package.searchers, 1) return #package.searchers"
case "package.searchpath('a.b', '?.x;y/?')" case "package.searchpath('a.b', '?.x', '.', '_')"
case "package.searchpath('a-b', '?.x', '-', '+')" case "package.searchpath('case', '?.lua;support/?.lua')"
case "package.searchpath('a.b', '')" case "package.searchpath('x', 'no-mark')"
-- Modules in files of their own, whose names are others in each run.
MODULE = os.tmpname()
os.remove(MODULE)
local directory, name = MODULE:match("^(.*/)([^/]*)$")
package.path = directory .. "?.lua"
for _, source in ipairs{ "x = = 1", "return {(...):len() > 3, select(2, ...) == MODULE .. '.lua'}",
  "error('in it')",
  "error({})", "local ok, m = pcall(require, ...) return {ok, m}", "return coroutine.running() ~= nil",
    "" } do
  local f = io.open(MODULE .. ".lua", "w") f:write(source) f:close()
  package.loaded[name] = nil
  local results = { pcall(require, name) }
  for i, v in ipairs(results) do
    if type(v) == "table" then v = "{" .. tostring(v[1]) .. " " .. type(v[2]) .. "}" end
    results[i] = tostring(v):gsub(MODULE:gsub("%p", "%%%0"), "FILE"):gsub(name:gsub("%p", "%%%0"), "NAME")
  end
  print(source, table.concat(results, " "), tostring(package.loaded[name]):gsub("0x%x+", ""))
end
os.remove(MODULE .. ".lua")
-- What modules for 5.1 begin with.
case "module()" case "module('print')" case "package.seeall(5)" case "pcall(module, 'm0')"
case [[load("module('ma.mb.mc') x = 1 function get() return x end")()
  local m = ma.mb.mc return m.x, m.get(), m._NAME, m._PACKAGE, m._M == m, package.loaded['ma.mb.mc'] == m]]
case [[load("module('m2', package.seeall) y = type(print)")()
  return m2.y, m2.print == print, rawget(m2, 'print'), x]]
case [[load("module('m2') z = 2")() return m2.z, m2.y]]
case [[load("module('m4', function(m) m.n = 1 end, 5)")() return m4.n]]
case [[load("module('ma.mb.mc.x.y')")]] case [[load("module('ma.mb.mc.x.y')")()]]
case [[package.preload.m6 = load("module(...) a = 1") local m = require('m6') return m.a, m._NAME, m == m6]]
