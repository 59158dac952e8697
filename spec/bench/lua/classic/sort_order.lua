-- table.sort with an order of the caller's.
return {
  n = 20000, smoke = 50,
  run = function(n)
    local state, people = 7, {}
    for i = 1, n do
      state = (state * 16807) % 2147483647
      people[i] = { age = state % 90, id = i }
    end
    table.sort(people, function(a, b)
      if a.age ~= b.age then return a.age > b.age end
      return a.id < b.id
    end)
    for i = 2, n do
      local a, b = people[i - 1], people[i]
      assert(a.age > b.age or a.age == b.age and a.id < b.id)
    end
    local numbers = {}
    for i = 1, n do numbers[i] = (i * 7919) % n end
    table.sort(numbers, function(a, b) return a > b end)
    for i = 2, n do assert(numbers[i - 1] >= numbers[i]) end
  end,
}
