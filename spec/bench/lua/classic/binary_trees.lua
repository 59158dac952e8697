-- Many small tables that live shortly: perfect binary trees, made and counted.
local function grow(depth)
  if depth == 0 then return {} end
  return { grow(depth - 1), grow(depth - 1) }
end

local function count(tree)
  local left = tree[1]
  if not left then return 1 end
  return 1 + count(left) + count(tree[2])
end

return {
  n = 11, smoke = 4,
  run = function(n)
    local kept = grow(n)
    for depth = 4, n, 2 do
      local many = 2 ^ (n - depth + 2)
      local nodes = 0
      for _ = 1, many do nodes = nodes + count(grow(depth)) end
      assert(nodes == many * (2 ^ (depth + 1) - 1))
    end
    assert(count(kept) == 2 ^ (n + 1) - 1)
  end,
}
