-- Objects of classes that inherit: methods two steps up, overridden ones, calls of the parent's.
local function class(parent)
  local c = {}
  c.__index = c
  return setmetatable(c, { __index = parent, __call = function(_, ...)
    local object = setmetatable({}, c)
    object:init(...)
    return object
  end })
end

local Shape = class()
function Shape:init(name) self.name = name end
function Shape:area() return 0 end
function Shape:scaled(k) return self:area() * k end

local Rectangle = class(Shape)
function Rectangle:init(width, height)
  Shape.init(self, "rectangle")
  self.width, self.height = width, height
end
function Rectangle:area() return self.width * self.height end

local Square = class(Rectangle)
function Square:init(side)
  Rectangle.init(self, side, side)
  self.name = "square"
end
function Square:area() return Rectangle.area(self) + 0 end

return {
  n = 60000, smoke = 50,
  run = function(n)
    local fixed = { Shape("none"), Rectangle(2, 3), Square(4) }
    local total = 0
    for i = 1, n do
      for k = 1, 3 do total = total + fixed[k]:scaled(2) end
      local one = Square(i % 5)
      if one.name == "square" then total = total + one:area() end
    end
    local expected = n * 2 * (0 + 6 + 16)
    for i = 1, n do expected = expected + (i % 5) ^ 2 end
    assert(total == expected)
  end,
}
