describe("timers", function()
  it("count their ids from 1", function()
    local a = socketley.set_timeout(100000, function() end)
    local b = socketley.set_interval(100000, function() end)
    same(a, 1)
    same(b, 2)
    same(spec.resources(), 2)
    socketley.clear_interval(a)
    socketley.clear_timeout(b)
    same(spec.resources(), 0)
  end)

  it("fire once, or again and again", function()
    local once, often = 0, 0
    socketley.set_timeout(1, function() once = once + 1 end)
    local id
    id = socketley.set_interval(1, function()
      often = often + 1
      if often == 5 then socketley.clear_interval(id) end
    end)
    eventually(function() return often == 5 end)
    socketley.sleep(10)
    same(once, 1)
    same(often, 5)
  end)

  it("do not double a callback that waits", function()
    local inside, most, calls = 0, 0, 0
    local id = socketley.set_interval(1, function()
      inside = inside + 1
      most = math.max(most, inside)
      socketley.sleep(5)
      inside = inside - 1
      calls = calls + 1
    end)
    eventually(function() return calls >= 3 end)
    socketley.clear_interval(id)
    same(most, 1)
    eventually(function() return inside == 0 end)
  end)

  it("report what a callback raises and go on", function()
    local calls = 0
    local id = socketley.set_interval(1, function()
      calls = calls + 1
      error("boom " .. calls)
    end)
    eventually(function() return calls >= 2 end)
    socketley.clear_interval(id)
    assert(spec.reported()[1]:find("timer_spec.lua:%d+: boom 1"))
  end)

  it("refuse wrong arguments at the caller's line", function()
    raises("timer_spec.lua:56: bad argument #1 to 'set_timeout' (integer >= 1 expected, got string)",
      function()
        socketley.set_timeout("10", print) -- line 56
      end)
    raises("bad argument #1 to 'set_timeout' (integer >= 1 expected, got 0)",
      function() socketley.set_timeout(0, print) return 1 end)
    raises("(integer >= 1 expected, got 1.5)",
      function() socketley.set_interval(1.5, print) return 1 end)
    raises("bad argument #2 to 'set_interval' (function expected, got no value)",
      function() socketley.set_interval(1) return 1 end)
  end)

  it("forgive an id that is gone", function()
    socketley.clear_timeout(4711)
  end)

  it("may wait for ever", function()
    local fired = 0
    local once = socketley.set_timeout(1e13, function() fired = fired + 1 end)
    local often = socketley.set_interval(1e13, function() fired = fired + 1 end)
    socketley.sleep(5)
    socketley.clear_timeout(once)
    socketley.clear_interval(often)
    same(fired, 0)
  end)

  it("stop at timers-max", function()
    local ids, id, err, code = {}, nil, nil, nil
    for _ = 1, 100001 do
      id, err, code = socketley.set_timeout(1000000, print)
      if not id then break end
      ids[#ids + 1] = id
    end
    for _, made in ipairs(ids) do socketley.clear_timeout(made) end
    same(err, "timer limit reached: timers-max=100000")
    same(code, "ELIMIT")
    same(spec.resources(), 0)
  end)
end)

describe("sleep", function()
  it("lets others run meanwhile", function()
    local order = {}
    socketley.set_timeout(1, function() order[#order + 1] = "timer" end)
    socketley.sleep(20)
    order[#order + 1] = "sleeper"
    same(table.concat(order, " "), "timer sleeper")
  end)
end)

describe("now", function()
  it("tells what has passed, in fractions of a millisecond, while a hook waits, too", function()
    local began = socketley.now()
    socketley.sleep(20)
    local waited = socketley.now() - began
    assert(waited >= 20, waited)
    local last = socketley.now()
    local finer = last % 1 ~= 0
    for _ = 1, 1000 do
      local now = socketley.now()
      assert(now >= last)
      finer = finer or now % 1 ~= 0
      last = now
    end
    assert(finer)
  end)
end)
