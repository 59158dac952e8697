-- A small ray tracer: vectors with operators, spheres, shadows.
local Vector = {}
Vector.__index = Vector
local function vector(x, y, z) return setmetatable({ x = x, y = y, z = z }, Vector) end
Vector.__add = function(a, b) return vector(a.x + b.x, a.y + b.y, a.z + b.z) end
Vector.__sub = function(a, b) return vector(a.x - b.x, a.y - b.y, a.z - b.z) end
Vector.__mul = function(a, k) return vector(a.x * k, a.y * k, a.z * k) end
function Vector:dot(b) return self.x * b.x + self.y * b.y + self.z * b.z end
function Vector:unit() return self * (1 / math.sqrt(self:dot(self))) end

local Sphere = {}
Sphere.__index = Sphere
local function sphere(center, radius, shade)
  return setmetatable({ center = center, radius = radius, shade = shade }, Sphere)
end

function Sphere:hit(origin, direction)
  local to = self.center - origin
  local along = to:dot(direction)
  local inside = self.radius ^ 2 - to:dot(to) + along * along
  if inside < 0 then return nil end
  local at = along - math.sqrt(inside)
  return at > 1e-6 and at or nil
end

local function nearest(scene, origin, direction)
  local best, at
  for i = 1, #scene do
    local t = scene[i]:hit(origin, direction)
    if t and (not at or t < at) then best, at = scene[i], t end
  end
  return best, at
end

local light = vector(-1, 1, -1):unit()

local function brightness(scene, origin, direction)
  local object, at = nearest(scene, origin, direction)
  if not object then return 0 end
  local point = origin + direction * at
  local lit = (point - object.center):unit():dot(light)
  if lit <= 0 or nearest(scene, point, light) then return 0.1 * object.shade end
  return (0.1 + 0.9 * lit) * object.shade
end

return {
  n = 40, smoke = 10,
  run = function(n)
    local scene = {
      sphere(vector(0, 0, 5), 1, 1), sphere(vector(-0.8, 0.8, 3.5), 0.4, 0.5),
      sphere(vector(1, -1, 4), 0.5, 0.8),
    }
    local sum, brightest, eye = 0, 0, vector(0, 0, 0)
    for y = 1, n do
      for x = 1, n do
        local direction = vector((x - 0.5) / n - 0.5, 0.5 - (y - 0.5) / n, 1):unit()
        local b = brightness(scene, eye, direction)
        sum = sum + b
        if b > brightest then brightest = b end
      end
    end
    assert(brightest > 0.85 and brightest <= 1)
    assert(sum / (n * n) > 0.05 and sum / (n * n) < 0.2, sum / (n * n))
  end,
}
