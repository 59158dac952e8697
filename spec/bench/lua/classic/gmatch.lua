-- Walking through text with gmatch.
local words = ("alpha beta gamma delta epsilon "):rep(60)
local pairs_text = ("host=example.org&port=8080&path=/x&"):rep(40)

return {
  n = 60, smoke = 1,
  run = function(n)
    for _ = 1, n do
      local count, letters = 0, 0
      for word in words:gmatch("%a+") do
        count = count + 1
        letters = letters + #word
      end
      assert(count == 300 and letters == 26 * 60)
      local fields = 0
      for key, value in pairs_text:gmatch("([^=&]+)=([^&]*)") do
        if key == "port" and value == "8080" then fields = fields + 1 end
      end
      assert(fields == 40)
      local vowels = 0
      for _ in words:gmatch("[aeiou]") do vowels = vowels + 1 end
      assert(vowels == 660)
    end
  end,
}
