-- Finds the loops of a control-flow graph: sets, lists and union-find on tables.
local UNREACHED = -1

local Graph = {}
Graph.__index = Graph
local function graph() return setmetatable({ blocks = {} }, Graph) end

function Graph:block()
  local b = { id = #self.blocks + 1, from = {}, to = {} }
  self.blocks[b.id] = b
  return b
end

function Graph:edge(a, b)
  a.to[#a.to + 1] = b
  b.from[#b.from + 1] = a
end

-- Blocks in the order of a depth-first walk; a block's descendants are number..last[number].
local function number(start, numbers, order, last)
  local id = #order + 1
  numbers[start] = id
  order[id] = start
  for _, b in ipairs(start.to) do
    if numbers[b] == UNREACHED then number(b, numbers, order, last) end
  end
  last[id] = #order
end

local function find(parents, x)
  local root = x
  while parents[root] ~= root do root = parents[root] end
  while parents[x] ~= root do
    local up = parents[x]
    parents[x] = root
    x = up
  end
  return root
end

-- Edges that enter each block: from its own descendants (they close a loop), and the others.
local function classify(order, numbers, last)
  local back, other = {}, {}
  for w = 1, #order do
    back[w], other[w] = {}, {}
    for _, b in ipairs(order[w].from) do
      local v = numbers[b]
      if v ~= UNREACHED then
        local list = w <= v and v <= last[w] and back[w] or other[w]
        list[#list + 1] = v
      end
    end
  end
  return back, other
end

-- The body of the loop headed by `w`, and whether it can be entered only there.
local function body_of(w, back, other, last, parents)
  local body, members, reducible = {}, {}, true
  for _, v in ipairs(back[w]) do
    if v ~= w then
      local root = find(parents, v)
      if not members[root] and root ~= w then
        members[root] = true
        body[#body + 1] = root
      end
    end
  end
  local at = 1
  while at <= #body do
    for _, y in ipairs(other[body[at]]) do
      local root = find(parents, y)
      if not (w <= root and root <= last[w]) then
        reducible = false
        other[w][#other[w] + 1] = root
      elseif root ~= w and not members[root] then
        members[root] = true
        body[#body + 1] = root
      end
    end
    at = at + 1
  end
  return body, reducible
end

local function loops(g)
  local numbers, order, last = {}, {}, {}
  for _, b in ipairs(g.blocks) do numbers[b] = UNREACHED end
  number(g.blocks[1], numbers, order, last)
  local back, other = classify(order, numbers, last)
  local parents, heads, found = {}, {}, {}
  for i = 1, #order do parents[i] = i end
  for w = #order, 1, -1 do
    local body, reducible = body_of(w, back, other, last, parents)
    if #back[w] > 0 then
      local loop = { head = order[w], reducible = reducible, children = {}, blocks = {} }
      heads[w] = loop
      found[#found + 1] = loop
      for _, x in ipairs(body) do
        parents[x] = w
        if heads[x] then
          heads[x].parent = loop
          loop.children[#loop.children + 1] = heads[x]
        else
          loop.blocks[#loop.blocks + 1] = order[x]
        end
      end
    end
  end
  return found
end

local function nesting(loop)
  local deepest = 0
  for _, child in ipairs(loop.children) do deepest = math.max(deepest, nesting(child)) end
  return deepest + 1
end

local function straight(g, from, count)
  for _ = 1, count do
    local b = g:block()
    g:edge(from, b)
    from = b
  end
  return from
end

-- Two loops in one: head, diamond, tail and back.
local function nested(g, from)
  local outer = straight(g, from, 1)
  local inner = straight(g, outer, 1)
  local left, right = g:block(), g:block()
  g:edge(inner, left)
  g:edge(inner, right)
  local join = straight(g, left, 1)
  g:edge(right, join)
  g:edge(join, inner)
  local tail = straight(g, join, 2)
  g:edge(tail, outer)
  return straight(g, tail, 1)
end

local function build(n)
  local g = graph()
  local at = straight(g, g:block(), 1)
  local top = at
  for i = 1, n do
    local first = straight(g, at, 1)
    at = first
    for _ = 1, 10 do at = nested(g, at) end
    at = straight(g, at, 2)
    g:edge(at, first)
    if i % 10 == 0 then
      -- A loop with two entries.
      local a, b = g:block(), g:block()
      g:edge(at, a)
      g:edge(at, b)
      g:edge(a, b)
      g:edge(b, a)
      at = straight(g, b, 1)
    end
  end
  g:edge(at, top)
  straight(g, at, 1)
  return g
end

return {
  n = 20, smoke = 10,
  run = function(n)
    local found = loops(build(n))
    local irregular, deepest = 0, 0
    for _, loop in ipairs(found) do
      if not loop.reducible then irregular = irregular + 1 end
      if not loop.parent then deepest = math.max(deepest, nesting(loop)) end
    end
    assert(#found == 21 * n + n / 10 + 1, #found)
    assert(irregular == n / 10 and deepest == 4, irregular .. " " .. deepest)
  end,
}
