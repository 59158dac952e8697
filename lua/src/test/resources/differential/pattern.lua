-- Patterns.
string.match("2024-01-02T03:04:05", ".")
string.gsub("a-b_c", ".", "x")
string.match("\n\ttab", ".")
string.gsub("\200\201ab", ".", "[%1]")
string.gsub("key = value", ".*", "[%1]")
string.match("aaa", ".*")
string.find("a-b_c", ".*")
string.find("", ".*")
string.gsub("[[nested] [x]]", ".-", "x")
string.match("hello world", ".-")
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch(".-") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("foo.bar.baz", ".-", "<%0>")
string.find("aaa", ".+", 2)
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch(".+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("(a(b)c)(d", ".+", 2)
string.find("%d+", ".+")
local t = {} for a, b in ("\200\201ab"):gmatch("a*") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("a,b,,c", "a*", "<%0>")
string.find("x^y$z", "a*")
string.match("\n\ttab", "a*")
string.gsub("", "a-", "<%0>")
string.match("-12.5e3", "a-", 2)
local t = {} for a, b in ("x^y$z"):gmatch("a-") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("a-b_c", "a-", 2)
string.match("foo.bar.baz", "a?")
string.find("hello world", "a?")
string.find("%d+", "a?", -2)
string.gsub("a,b,,c", "a?", "<%0>")
string.match("a-b_c", "^a*")
string.gsub("THE (quick) fox", "^a*", "x")
string.gsub("2024-01-02T03:04:05", "^a*", "<%0>")
string.gsub("\"q\"", "^a*", "[%1]")
string.find("THE (quick) fox", "a$")
string.match("hello world", "a$", -2)
string.find("(a(b)c)(d", "a$")
string.match("a1b22c333", "a$")
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch("^$") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("(a(b)c)(d", "^$", "<%0>")
string.find("hello world", "^$")
string.match("foo.bar.baz", "^$")
string.match("hello world", "%w+", -2)
string.match("\0a\0", "%w+", -2)
string.match("\200\201ab", "%w+")
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch("%w+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("[[nested] [x]]", "%W+", -2)
string.gsub("\n\ttab", "%W+", "x")
string.find("THE (quick) fox", "%W+", -2)
string.find("  x  ", "%W+")
string.match("a,b,,c", "%a", -2)
local t = {} for a, b in (""):gmatch("%a") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("\"q\"", "%a", "x")
string.gsub("(a(b)c)(d", "%a", "[%1]")
string.match("\"q\"", "%A", -2)
string.find("  x  ", "%A", 2)
string.match("aaa", "%A")
string.find("key = value", "%A")
string.find("(a(b)c)(d", "%d+")
string.match("%d+", "%d+", 2)
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch("%d+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("[[nested] [x]]", "%d+")
string.match("\0a\0", "%D*")
string.find("key = value", "%D*", -2)
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch("%D*") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("foo.bar.baz"):gmatch("%D*") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("", "%s*", 2)
local t = {} for a, b in ("hello world"):gmatch("%s*") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("aaa", "%s*")
string.find("-12.5e3", "%s*", -2)
local t = {} for a, b in ("a-b_c"):gmatch("%S+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("\0a\0"):gmatch("%S+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("", "%S+", -2)
string.find("key = value", "%S+", -2)
string.gsub("hello world", "%p", "x")
string.find("-12.5e3", "%p")
string.find("\n\ttab", "%p")
string.find("x^y$z", "%p", 2)
string.gsub("%d+", "%P+", "[%1]")
string.find("foo.bar.baz", "%P+")
local t = {} for a, b in ("x^y$z"):gmatch("%P+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("2024-01-02T03:04:05", "%P+", -2)
string.gsub("hello world", "%l+", "[%1]")
string.find("[[nested] [x]]", "%l+", 2)
local t = {} for a, b in ("a,b,,c"):gmatch("%l+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("-12.5e3", "%l+")
string.gsub("\"q\"", "%L", "<%0>")
local t = {} for a, b in ("  x  "):gmatch("%L") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("foo.bar.baz", "%L", "x")
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch("%L") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("THE (quick) fox", "%u+", "<%0>")
local t = {} for a, b in ("%d+"):gmatch("%u+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("\n\ttab", "%u+")
string.match("a-b_c", "%u+", -2)
string.match("\0a\0", "%U")
string.gsub("", "%U", "[%1]")
local t = {} for a, b in ("aaa"):gmatch("%U") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("(a(b)c)(d", "%U", -2)
string.gsub("x^y$z", "%x+", "[%1]")
string.find("\"q\"", "%x+")
local t = {} for a, b in ("-12.5e3"):gmatch("%x+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("foo.bar.baz", "%x+", 2)
string.match("\200\201ab", "%X", -2)
string.gsub("\0a\0", "%X", "<%0>")
string.find("a1b22c333", "%X", 2)
string.match("hello world", "%X")
local t = {} for a, b in (""):gmatch("%c") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("a,b,,c", "%c")
string.match("2024-01-02T03:04:05", "%c", -2)
local t = {} for a, b in ("\200\201ab"):gmatch("%c") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("  x  ", "%C+")
local t = {} for a, b in ("hello world"):gmatch("%C+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("-12.5e3"):gmatch("%C+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("", "%C+", -2)
string.match("[[nested] [x]]", "%g+", -2)
string.gsub("aaa", "%g+", "<%0>")
string.find("%d+", "%g+", -2)
local t = {} for a, b in ("x^y$z"):gmatch("%g+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("2024-01-02T03:04:05", "%G")
string.match("foo.bar.baz", "%G", -2)
string.find("THE (quick) fox", "%G", 2)
local t = {} for a, b in ("a,b,,c"):gmatch("%G") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("(a(b)c)(d", "%z")
string.gsub("hello world", "%z", "[%1]")
string.gsub("\0a\0", "%z", "[%1]")
string.gsub("\"q\"", "%z", "<%0>")
string.match("THE (quick) fox", "%Z+", 2)
string.match("aaa", "%Z+", -2)
string.match("%d+", "%Z+", -2)
string.gsub("", "%Z+", "x")
local t = {} for a, b in ("aaa"):gmatch("[abc]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("[[nested] [x]]", "[abc]", 2)
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch("[abc]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("\"q\"", "[abc]", "x")
local t = {} for a, b in ("THE (quick) fox"):gmatch("[^abc]+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("a1b22c333", "[^abc]+", "<%0>")
string.gsub("key = value", "[^abc]+", "x")
string.find("\"q\"", "[^abc]+")
string.gsub("\n\ttab", "[a-c]+", "x")
string.find("x^y$z", "[a-c]+", -2)
string.find("hello world", "[a-c]+")
string.find("", "[a-c]+", -2)
string.gsub("%d+", "[^a-z]", "[%1]")
string.match("x^y$z", "[^a-z]", 2)
string.gsub("(a(b)c)(d", "[^a-z]", "[%1]")
local t = {} for a, b in ("[[nested] [x]]"):gmatch("[^a-z]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("a,b,,c"):gmatch("[%w_]+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("THE (quick) fox", "[%w_]+")
string.find("%d+", "[%w_]+")
string.match("hello world", "[%w_]+")
string.match("hello world", "[%a%d]-", -2)
string.find("a1b22c333", "[%a%d]-", -2)
string.find("foo.bar.baz", "[%a%d]-", 2)
string.match("\0a\0", "[%a%d]-", -2)
string.match("hello world", "[]]")
string.match("x^y$z", "[]]")
string.match("%d+", "[]]")
local t = {} for a, b in ("\"q\""):gmatch("[]]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("  x  ", "[^]]")
string.find("foo.bar.baz", "[^]]")
string.match("\200\201ab", "[^]]")
string.find("THE (quick) fox", "[^]]", 2)
string.match("x^y$z", "[]-a]")
string.gsub("a,b,,c", "[]-a]", "x")
string.find("%d+", "[]-a]")
string.match("a-b_c", "[]-a]", 2)
string.match("\0a\0", "[a-]")
string.gsub("a,b,,c", "[a-]", "<%0>")
string.find("\"q\"", "[a-]")
string.gsub("foo.bar.baz", "[a-]", "<%0>")
string.match("THE (quick) fox", "[-a]")
local t = {} for a, b in ("  x  "):gmatch("[-a]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("a,b,,c", "[-a]")
string.match("\n\ttab", "[-a]", -2)
string.gsub("aaa", "[%]]", "[%1]")
local t = {} for a, b in ("a,b,,c"):gmatch("[%]]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("foo.bar.baz", "[%]]", "<%0>")
local t = {} for a, b in ("x^y$z"):gmatch("[%]]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("hello world", "[a%-z]", "[%1]")
local t = {} for a, b in (""):gmatch("[a%-z]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("THE (quick) fox"):gmatch("[a%-z]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("  x  ", "[a%-z]", "<%0>")
string.find("\n\ttab", "%(.-%)", 2)
string.find("  x  ", "%(.-%)", -2)
string.match("a,b,,c", "%(.-%)", 2)
local t = {} for a, b in ("\"q\""):gmatch("%(.-%)") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("(a(b)c)(d", "%b()", 2)
local t = {} for a, b in ("a,b,,c"):gmatch("%b()") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("  x  ", "%b()", "<%0>")
string.gsub("x^y$z", "%b()", "<%0>")
string.gsub("  x  ", "%b[]", "<%0>")
string.find("aaa", "%b[]", 2)
string.find("foo.bar.baz", "%b[]")
local t = {} for a, b in ("a1b22c333"):gmatch("%b[]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("a1b22c333", "%bxy")
string.gsub("foo.bar.baz", "%bxy", "x")
string.gsub("THE (quick) fox", "%bxy", "x")
string.match("x^y$z", "%bxy")
string.find("x^y$z", "%f[%w]%w+")
local t = {} for a, b in ("\200\201ab"):gmatch("%f[%w]%w+") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("hello world", "%f[%w]%w+", "[%1]")
string.find("a,b,,c", "%f[%w]%w+")
local t = {} for a, b in ("x^y$z"):gmatch("%f[%W]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("hello world"):gmatch("%f[%W]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("a,b,,c"):gmatch("%f[%W]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("(a(b)c)(d", "%f[%W]", "x")
string.find("\200\201ab", "%f[%z]", -2)
string.match("a,b,,c", "%f[%z]", -2)
string.gsub("2024-01-02T03:04:05", "%f[%z]", "<%0>")
string.gsub("aaa", "%f[%z]", "x")
string.gsub("\n\ttab", "(%w+)%s*=%s*(%w+)", "[%1]")
string.gsub("", "(%w+)%s*=%s*(%w+)", "x")
local t = {} for a, b in ("%d+"):gmatch("(%w+)%s*=%s*(%w+)") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("-12.5e3"):gmatch("(%w+)%s*=%s*(%w+)") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("\"q\""):gmatch("()") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("a1b22c333"):gmatch("()") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("-12.5e3", "()")
string.match("(a(b)c)(d", "()")
local t = {} for a, b in ("  x  "):gmatch("(a)()") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("%d+", "(a)()", "<%0>")
local t = {} for a, b in ("x^y$z"):gmatch("(a)()") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("", "(a)()")
string.find("%d+", "(.)%1")
string.gsub("-12.5e3", "(.)%1", "<%0>")
string.match("(a(b)c)(d", "(.)%1")
string.find("[[nested] [x]]", "(.)%1", -2)
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch("(a*(.)%w(%s*))") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("a,b,,c", "(a*(.)%w(%s*))")
local t = {} for a, b in ("THE (quick) fox"):gmatch("(a*(.)%w(%s*))") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("", "(a*(.)%w(%s*))", "<%0>")
local t = {} for a, b in ("%d+"):gmatch("((a)(b))") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("2024-01-02T03:04:05", "((a)(b))", 2)
string.match("(a(b)c)(d", "((a)(b))")
string.gsub("\n\ttab", "((a)(b))", "<%0>")
local t = {} for a, b in ("\"q\""):gmatch("(%d+)-(%d+)-(%d+)") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("a1b22c333"):gmatch("(%d+)-(%d+)-(%d+)") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("\n\ttab", "(%d+)-(%d+)-(%d+)", 2)
string.match("\0a\0", "(%d+)-(%d+)-(%d+)")
string.find("[[nested] [x]]", "^(%s*)(.-)(%s*)$")
local t = {} for a, b in ("\"q\""):gmatch("^(%s*)(.-)(%s*)$") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("THE (quick) fox"):gmatch("^(%s*)(.-)(%s*)$") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("", "^(%s*)(.-)(%s*)$", "<%0>")
local t = {} for a, b in ("\n\ttab"):gmatch("([^,]*)") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("", "([^,]*)")
string.match("a,b,,c", "([^,]*)")
local t = {} for a, b in ("[[nested] [x]]"):gmatch("([^,]*)") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("-12.5e3"):gmatch("[^,]*") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("\n\ttab"):gmatch("[^,]*") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("\0a\0", "[^,]*", "x")
string.match("THE (quick) fox", "[^,]*")
string.gsub("a,b,,c", ",*", "x")
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch(",*") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("THE (quick) fox", ",*", "<%0>")
local t = {} for a, b in ("\200\201ab"):gmatch(",*") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("key = value", "%.", "x")
local t = {} for a, b in ("foo.bar.baz"):gmatch("%.") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("a1b22c333", "%.", -2)
local t = {} for a, b in ("  x  "):gmatch("%.") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("aaa", "%%", "x")
string.gsub("a-b_c", "%%", "[%1]")
string.find("\n\ttab", "%%")
local t = {} for a, b in ("%d+"):gmatch("%%") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("THE (quick) fox"):gmatch("%^") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("aaa"):gmatch("%^") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("a1b22c333", "%^")
local t = {} for a, b in ("-12.5e3"):gmatch("%^") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("foo.bar.baz", "$", "x")
local t = {} for a, b in ("\0a\0"):gmatch("$") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("a,b,,c", "$", "x")
local t = {} for a, b in ("\n\ttab"):gmatch("$") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("2024-01-02T03:04:05", "^")
local t = {} for a, b in ("foo.bar.baz"):gmatch("^") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("[[nested] [x]]"):gmatch("^") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("x^y$z", "^", 2)
local t = {} for a, b in ("x^y$z"):gmatch("^^") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("\200\201ab", "^^", "x")
string.match("\n\ttab", "^^")
string.match("THE (quick) fox", "^^")
string.find("2024-01-02T03:04:05", "$$")
local t = {} for a, b in ("a1b22c333"):gmatch("$$") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("hello world", "$$", -2)
string.find("[[nested] [x]]", "$$", 2)
local t = {} for a, b in ("a-b_c"):gmatch("a$b") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("aaa", "a$b", 2)
string.find("foo.bar.baz", "a$b")
string.match("\200\201ab", "a$b")
local t = {} for a, b in ("%d+"):gmatch("%a-%d") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("[[nested] [x]]", "%a-%d", "[%1]")
local t = {} for a, b in ("\200\201ab"):gmatch("%a-%d") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("-12.5e3"):gmatch("%a-%d") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("foo.bar.baz", "x*y")
string.gsub("key = value", "x*y", "x")
local t = {} for a, b in ("-12.5e3"):gmatch("x*y") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("a-b_c", "x*y", -2)
local t = {} for a, b in ("aaa"):gmatch("(x)?") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("2024-01-02T03:04:05", "(x)?")
string.gsub("a-b_c", "(x)?", "[%1]")
string.match("hello world", "(x)?")
string.match("  x  ", "a**", -2)
string.gsub("x^y$z", "a**", "x")
local t = {} for a, b in ("\n\ttab"):gmatch("a**") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("foo.bar.baz"):gmatch("a**") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in (""):gmatch("a+?") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("-12.5e3", "a+?")
string.find("a1b22c333", "a+?", -2)
string.find("a,b,,c", "a+?", -2)
string.match("", "*", 2)
string.match("foo.bar.baz", "*")
string.gsub("a,b,,c", "*", "x")
string.match("THE (quick) fox", "*", -2)
local t = {} for a, b in ("  x  "):gmatch("+a") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("(a(b)c)(d", "+a", "[%1]")
string.gsub("x^y$z", "+a", "[%1]")
local t = {} for a, b in ("\n\ttab"):gmatch("+a") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("a-b_c", "?", "<%0>")
string.match("aaa", "?")
string.gsub("-12.5e3", "?", "x")
local t = {} for a, b in ("[[nested] [x]]"):gmatch("?") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in (""):gmatch("-") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("[[nested] [x]]", "-", "<%0>")
string.gsub("hello world", "-", "x")
string.match("-12.5e3", "-", -2)
string.match("  x  ", "[+*?.-]", 2)
string.find("foo.bar.baz", "[+*?.-]")
string.match("key = value", "[+*?.-]")
string.match("(a(b)c)(d", "[+*?.-]")
string.find("key = value", "%d?%d?", -2)
string.gsub("aaa", "%d?%d?", "<%0>")
local t = {} for a, b in ("\0a\0"):gmatch("%d?%d?") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("(a(b)c)(d", "%d?%d?")
string.match("%d+", "[0-9]+%.?[0-9]*")
string.gsub("THE (quick) fox", "[0-9]+%.?[0-9]*", "x")
string.gsub("aaa", "[0-9]+%.?[0-9]*", "<%0>")
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch("[0-9]+%.?[0-9]*") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("foo.bar.baz"):gmatch("[%s%p]") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("a1b22c333", "[%s%p]", "x")
string.find("x^y$z", "[%s%p]", 2)
string.find("aaa", "[%s%p]")
string.gsub("a,b,,c", "[^%s]+$", "<%0>")
string.gsub("x^y$z", "[^%s]+$", "x")
string.gsub("2024-01-02T03:04:05", "[^%s]+$", "<%0>")
local t = {} for a, b in ("\n\ttab"):gmatch("[^%s]+$") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("\200\201ab", "%w%w%w")
local t = {} for a, b in ("a,b,,c"):gmatch("%w%w%w") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("2024-01-02T03:04:05", "%w%w%w", "x")
local t = {} for a, b in ("hello world"):gmatch("%w%w%w") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("foo.bar.baz"):gmatch("\0") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("x^y$z", "\0")
string.gsub("a-b_c", "\0", "x")
string.find("aaa", "\0", 2)
string.gsub("a1b22c333", "[\0-\31]", "[%1]")
string.find("(a(b)c)(d", "[\0-\31]")
string.match("-12.5e3", "[\0-\31]")
string.match("foo.bar.baz", "[\0-\31]")
string.gsub("  x  ", "[\200-\255]+", "x")
string.find("THE (quick) fox", "[\200-\255]+")
string.match("x^y$z", "[\200-\255]+")
string.match("", "[\200-\255]+")
string.gsub("%d+", "\200", "x")
string.match("\n\ttab", "\200")
string.match("aaa", "\200", -2)
string.gsub("foo.bar.baz", "\200", "[%1]")
string.match("%d+", "é")
local t = {} for a, b in ("hello world"):gmatch("é") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("x^y$z"):gmatch("é") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("foo.bar.baz", "é", 2)
string.match("a1b22c333", "(()a)", 2)
local t = {} for a, b in ("2024-01-02T03:04:05"):gmatch("(()a)") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("a,b,,c", "(()a)")
local t = {} for a, b in ("x^y$z"):gmatch("(()a)") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("a-b_c"):gmatch("((((a))))") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("a1b22c333", "((((a))))")
string.match("\n\ttab", "((((a))))")
string.match("[[nested] [x]]", "((((a))))")
local t = {} for a, b in ("key = value"):gmatch("(a") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("[[nested] [x]]"):gmatch("(a") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("-12.5e3", "(a", 2)
local t = {} for a, b in ("%d+"):gmatch("(a") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("2024-01-02T03:04:05", "a)")
local t = {} for a, b in ("a,b,,c"):gmatch("a)") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("\n\ttab", "a)", 2)
string.match("key = value", "a)")
local t = {} for a, b in ("hello world"):gmatch("%") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("a1b22c333", "%")
string.find("\0a\0", "%", -2)
string.find("[[nested] [x]]", "%", -2)
string.find("  x  ", "[a")
string.match("key = value", "[a", -2)
string.gsub("a1b22c333", "[a", "<%0>")
string.match("x^y$z", "[a", -2)
local t = {} for a, b in ("a,b,,c"):gmatch("[a%") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("\200\201ab", "[a%", 2)
string.match("x^y$z", "[a%", 2)
string.find("  x  ", "[a%")
string.gsub("key = value", "[", "[%1]")
string.gsub("x^y$z", "[", "x")
string.gsub("-12.5e3", "[", "[%1]")
string.gsub("a,b,,c", "[", "[%1]")
local t = {} for a, b in ("%d+"):gmatch("[^") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("\n\ttab", "[^", "[%1]")
string.find("a,b,,c", "[^", 2)
string.find("a-b_c", "[^", 2)
local t = {} for a, b in ("\n\ttab"):gmatch("%b") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("%d+", "%b")
string.find("x^y$z", "%b", -2)
string.match("foo.bar.baz", "%b", -2)
string.match("", "%f", 2)
string.gsub("-12.5e3", "%f", "<%0>")
string.find("a,b,,c", "%f", 2)
string.gsub("\"q\"", "%f", "x")
string.find("  x  ", "%f[")
string.match("[[nested] [x]]", "%f[")
string.gsub("%d+", "%f[", "<%0>")
local t = {} for a, b in ("a,b,,c"):gmatch("%f[") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("[[nested] [x]]", "%fa")
string.gsub("a1b22c333", "%fa", "[%1]")
string.gsub("hello world", "%fa", "<%0>")
local t = {} for a, b in ("foo.bar.baz"):gmatch("%fa") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("\200\201ab", "%1", -2)
local t = {} for a, b in ("[[nested] [x]]"):gmatch("%1") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in (""):gmatch("%1") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("a1b22c333"):gmatch("%1") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("-12.5e3", "(a)%2", 2)
string.find("key = value", "(a)%2")
local t = {} for a, b in ("\n\ttab"):gmatch("(a)%2") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("THE (quick) fox"):gmatch("(a)%2") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.match("-12.5e3", "%0")
string.find("hello world", "%0")
local t = {} for a, b in ("  x  "):gmatch("%0") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("THE (quick) fox"):gmatch("%0") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.gsub("(a(b)c)(d", "%q", "[%1]")
string.find("%d+", "%q")
string.match("key = value", "%q", 2)
string.find("foo.bar.baz", "%q")
local t = {} for a, b in ("(a(b)c)(d"):gmatch("%9") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("  x  "):gmatch("%9") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
local t = {} for a, b in ("[[nested] [x]]"):gmatch("%9") do t[#t + 1] = a t[#t + 1] = b or "-" end return t
string.find("\"q\"", "%9")
string.gmatch("x")
string.gmatch()
string.gmatch({}, "x")
string.match("x")
string.match()
string.match("x", {})
string.match("x","x",{})
string.match("abc","b",10)
string.match("abc","()",4)
string.match("abc","()",5)
string.match(123, "%d")
local f = ("ab"):gmatch(".") return f(), f(), f(), f()
select("#", ("x"):gmatch("y")())
select("#", ("x"):match("y"))
select("#", ("x"):find("y"))
string.match(("a"):rep(40) .. "b", ("(a"):rep(33))
string.find(("a"):rep(300), ("a?"):rep(300))
string.find(("a"):rep(250), ("a?"):rep(250))
string.find("", ("a?"):rep(1000))
string.find("", ("a*"):rep(1000))
string.find("b", ("a*"):rep(300) .. "b")
string.match(("x"):rep(300), ("x*"):rep(199))
string.match(("x"):rep(300), ("x*"):rep(205))
string.match("x", ("()"):rep(32))
string.match("x", ("()"):rep(33))
string.find("  x", "^%s*$")
string.match("2024", "^%d%d%d%d$")
string.rep("a", 100):match(".-b")
#(string.rep("a", 30000):match(".-$"))
#(string.rep("a", 300000):match(".*"))
#(string.rep("a", 300000):match("a-$"))
string.find(string.rep("a", 250000), "a+b", 249000)
string.find("abc\0def", "%z")
string.match("abc\0def", "[^%z]+", 5)
string.gsub("hello world", "o", "0", 1)
string.gsub("abc", "", "")
string.gsub("\0\0", "%z", "0")
string.match("alo xyzK", "(%w+)K")
string.match("254 K", "(%d*)K")
string.match("alo ", "(%w*)$")
string.match("alo wo", "(%w+)$")
string.find("(álo)", "%(á")
string.gsub("ülo ülo", "ü", "x")
string.gsub("alo úlo  ", " +$", "")
string.gsub("  alo alo  ", "^%s*(.-)%s*$", "%1")
string.gsub("alo  alo  \n 123\n ", "%s+", " ")
string.gsub("abç d", "(.)", "%1@")
string.gsub("abcd", "(.)", "%0@", 2)
string.gsub("alo alo", "()[al]", "%1")
string.gsub("abc=xyz", "(%w*)(%p)(%w+)", "%3%2%1-%0")
string.gsub("trocar tudo em |teste|b| é |beleza|al|", "|([^|]*)|([^|]*)|", "%2%1")
string.match("-12.5e3x", "^-?%d+%.?%d*[eE]?[+-]?%d*"), string.find("x-1", "^-?%d"), string.match("^^a", "^^")
local t = {} for w in ("^-^--a"):gmatch("^-") do t[#t + 1] = w end return t
local t = {} for w in ("^a^b"):gmatch("^%a") do t[#t + 1] = w end return t
string.gsub("abc", "^", "x"), string.gsub("^abc", "^^", "x"), string.gsub("hello world", "^(h)(e)", "%2%1")
string.find("needle in a haystack", "haystack", 1, true), string.find(("a"):rep(50) .. "b", "ab", 1, true), string.find("aXbXXc", "XX")
string.find(("x"):rep(17) .. "\200\0y", "\200\0", 1, true), string.find("\128\129\130", "\130", 1, true), string.find("abcdefgh", "h"), string.find("abcdefghi", "i")
string.match(("a?"):rep(40) .. "x", ("a%?"):rep(40)), #string.match("", ("a*"):rep(250))
string.gsub("abc abc", "%w", "%%%0%%"), string.gsub("abc", "b", "%1"), string.gsub("abc", "(b)", "<%0%1>")
string.gsub("abc", "", "-"), string.gsub("", "", "-"), string.gsub("abc", ".", {a = 1, b = true}), string.gsub("abc", "%w", "%2")
select("#", ("abc"):gmatch("x")()), select("#", string.gmatch("a", "()")())
string.find("a\nb", "[\n]"), string.find("ab", "[^%w]"), string.find("]", "[]]"), string.find("^", "[%^]"), string.find("-", "[a%-z]")
