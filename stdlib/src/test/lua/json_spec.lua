local json = socketley.json

describe("json.encode", function()
  it("writes scalars", function()
    same(json.encode(nil), "null")
    same(json.encode(true), "true")
    same(json.encode(12), "12")
    same(json.encode(-1e15), "-1000000000000000")
    same(json.encode(0.1), "0.1")
    same(json.encode(1e300), "1e+300")
    same(json.encode("a\"\\\n\1\127é"), '"a\\"\\\\\\n\\u0001\127é"')
  end)

  it("tells arrays from objects", function()
    same(json.encode({}), "{}")
    same(json.encode(json.array({})), "[]")
    same(json.encode({ 1, 2, { 3 } }), "[1,2,[3]]")
    same(json.encode({ [1] = 1, [3] = 3 }):sub(1, 1), "{")
    same(json.encode({ [0] = "x" }), '{"0":"x"}')
    same(json.encode({ a = json.null }), '{"a":null}')
  end)

  it("mends bytes that are no UTF-8", function()
    same(json.encode("a\255b"), '"a\239\191\189b"')
  end)

  it("refuses what JSON cannot say", function()
    raises("bad argument #1 to 'encode' (a function has no JSON form)",
      function() json.encode({ print }) return 1 end)
    raises("the number nan has no JSON form", function() json.encode(0 / 0) return 1 end)
    local loop = {}
    loop.me = { loop }
    raises("a table contains itself", function() json.encode(loop) return 1 end)
    local deep = {}
    for _ = 1, 200 do deep = { deep } end
    raises("nested deeper than json-depth-max=128", function() json.encode(deep) return 1 end)
  end)
end)

describe("json.decode", function()
  it("reads what encode writes", function()
    local v = json.decode(' {"a": [1, 2.5, "x", true, false, {}], "b": -0.5e2} ')
    same(v.a[1], 1)
    same(v.a[2], 2.5)
    same(v.a[3], "x")
    same(v.a[5], false)
    same(next(v.a[6]), nil)
    same(v.b, -50)
  end)

  it("joins surrogate pairs and refuses halves", function()
    same(json.decode('"\\ud83d\\ude00\\u00e9"'), "\240\159\152\128é")
    same(select(2, json.decode('"\\ud83d"')), "byte 8: half of a surrogate pair")
    same((json.decode('"\\ude00\\ud83d"')), nil)
  end)

  it("is strict and says where", function()
    local function why(text)
      local value, message, code = json.decode(text)
      same(value, nil)
      same(code, "EINVAL")
      return message
    end
    same(why("[1,]"), "byte 4: a value expected, got ']'")
    same(why("[1 2]"), "byte 4: ',' or ']' expected, got '2'")
    same(why("{a:1}"), "byte 2: a string expected, got 'a'")
    same(why("1 2"), "byte 3: end of text expected, got '2'")
    same(why("01"), "byte 2: end of text expected, got '1'")
    same(why('"a'), "byte 3: '\"' expected, got end of text")
    same(why('"\n"'), "byte 2: '\"' expected, got byte 0x0a")
    same(why("nul"), "byte 4: 'null' expected, got end of text")
    same(why("1."), "byte 3: a digit expected, got end of text")
    same(why(""), "byte 1: a value expected, got end of text")
    assert(why(("["):rep(200)):find("nested deeper than json-depth-max=128", 1, true))
  end)

  it("gives nil for null unless asked to keep it", function()
    local value, err = json.decode("null")
    same(value, nil)
    same(err, nil)
    same(json.decode("[null]", { null = true })[1], json.null)
    same(tostring(json.null), "null")
    raises("'options' has no field 'nul', did you mean 'null'?",
      function() json.decode("1", { nul = true }) return 1 end)
  end)
end)

describe("json_encode and json_decode", function()
  it("are lenient", function()
    same(socketley.json_encode({ print, 0 / 0 }), "[null,null]")
    same(select("#", socketley.json_decode("{")), 1)
    same(socketley.json_decode("[7]")[1], 7)
  end)
end)

describe("the namespace", function()
  it("names the nearest field", function()
    raises("'socketley.json' has no field 'encod', did you mean 'encode'?",
      function() return json.encod end)
    raises("'socketley' has no field 'sleap', did you mean 'sleep'?",
      function() return socketley.sleap end)
    same(socketley.on_error, nil)
    same(require("socketley"), socketley)
  end)
end)
