-- Where integers in compiled code would lose the sign of zero.
local function p(...) print(...) end
p(0 * -1, -0, 0 / -1, 1 / (0 * -1), 1 / -0)
for i = -1, 1 do p(i * 0, 1 / (i * 0), -i, 1 / -i, 0 / -1 * i, i % -1, 1 / (i % -1)) end
local z = 0
for i = 1, 3 do z = -z p(z, 1 / z) end
local function neg(x) return -x end
for i = 1, 3 do p(neg(0), 1 / neg(0), neg(0.0), neg(i - i), 1 / neg(i - i)) end
local function mul(a, b) return a * b end
for i = 1, 3 do p(mul(0, -1), mul(-1, 0), mul(-0.5, 0), 1 / mul(0, -i)) end
local function div(a, b) return a / b end
for i = 1, 3 do p(div(0, -1), 1 / div(0, -i), div(-0, i), div(0, -1e300)) end
local function mod(a, b) return a % b end
for i = 1, 3 do p(mod(0, -i), 1 / mod(0, -i), mod(-i, i), 1 / mod(-i, i), mod(-0, i), 1 / mod(-i, -i)) end
local s = 0
for i = 3, -3, -1 do s = s + i * 0 p(s, 1 / s) end
local m = -0
for i = 1, 2 do m = m + -0 p(m, 1 / m) m = m - 0 p(m, 1 / m) m = 0 + m p(1 / m) end
p(math.floor(-0.5), 1 / math.floor(-0.0), math.ceil(-0.5), 1 / math.ceil(-0.5), math.abs(-0), 1 / math.abs(-0))
p(math.max(-0, 0), math.max(0, -0), math.min(-0, 0), math.min(0, -0))
p(tostring(-0), -0 .. '', ('%d %g %s'):format(-0, -0, -0), -0 == 0, tonumber('-0'), 1 / tonumber('-0'), 1 / tonumber('-0x0'))
p((-0) ^ 3, 1 / (-0) ^ 3, (-0) ^ 2, (-0) ^ -1, (-0) ^ -2, math.sqrt(-0), 1 / math.sqrt(-0), math.fmod(-0, 1), math.fmod(-6, 2))
for i = -0, 1 do p(i, 1 / i) end
for i = 0, -1, -1 do p(i, 1 / i, -i, 1 / -i) end
local t = { -0, [0] = 'zero' }
p(t[-0], 1 / t[1], t[neg(0)], #t)
t[-0] = 'minus' p(t[0], t[-0])
local a, b = 0, -1
for i = 1, 5 do a, b = a * b, -b p(a, 1 / a, b) end
local function count(n) local c = 0 for i = 1, n do c = c * -1 end return c end
for n = 0, 3 do p(count(n), 1 / count(n)) end
local function mixed(n) local c = 0 for i = 1, n do c = -(c * i) + 0 end return c end
for n = 0, 3 do p(mixed(n), 1 / mixed(n)) end
local up = 0
local function flip() up = -up return up end
for i = 1, 3 do p(flip(), 1 / up) end
local o = { n = 0 }
function o:flip() self.n = self.n * -1 return self.n end
for i = 1, 3 do p(o:flip(), 1 / o.n) end
p(select(-0 + 1, 'x'), ('x'):rep(-0), ('abc'):sub(-0, 2), bit32.band(-0, 1))
p(-0 < 0, 0 < -0, -0 <= 0, next({ [-0] = 1 }) == 0)
