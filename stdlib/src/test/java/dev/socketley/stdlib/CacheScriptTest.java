package dev.socketley.stdlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.cache.command.CommandTable;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.types.RuntimeTypes;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts put behind a cache, asked over its port and from another script's loop. */
class CacheScriptTest {
    /** A server in a script of its own, which runs each line as Lua and answers the result. */
    private static final String ASKED = """
        on_client_message = function(id, code)
          local fn = assert(load(code))
          local ok, result = pcall(fn)
          if type(result) == "table" then result = socketley.json.encode(result) end
          self.send(id, tostring(result))
          return true
        end
        """;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Engine engine;
    private ScriptHost host;
    private Socket lua;
    private BufferedReader answers;

    @BeforeEach
    void open() {
        engine = new Engine(RuntimeTypes.ALL, Transport.best(), 2);
        host = new ScriptHost(engine, 5000);
    }

    @AfterEach
    void close() throws IOException {
        if (lua != null) {
            lua.close();
        }
        engine.stopAll().toCompletableFuture().join();
        host.close();
        engine.close();
    }

    private void run(String source) throws IOException {
        Files.writeString(directory.resolve("asked.lua"), ASKED);
        Path file = directory.resolve("script.lua");
        Files.writeString(file, "log = {}\n" + source + """

            socketley.server("inside", { port = 0, ephemeral = true,
            """ + ASKED + "})\n" + """
            socketley.server("asked", { port = 0, ephemeral = true, lua = "asked.lua" })
            """);
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        host.run(file, List.of(), out).toCompletableFuture().join();
    }

    private Socket connect(String runtime) throws IOException {
        Socket socket = new Socket("127.0.0.1", engine.registry().require(runtime).port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Runs Lua in the script of the caches, or in another one. */
    private String eval(String server, String code) throws IOException {
        try (Socket socket = connect(server)) {
            return exchange(socket, code.replace("\n", " "));
        }
    }

    private static String exchange(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(),
            StandardCharsets.UTF_8)).readLine();
    }

    private void send(String... commands) throws IOException {
        try (Socket socket = connect("c")) {
            for (String command : commands) {
                String reply = exchange(socket, command);
                assertTrue(!reply.startsWith("-"), command + ": " + reply);
            }
        }
    }

    private Object stat(String name) {
        return engine.registry().require("c").stats().get(name);
    }

    @Test
    void aCacheThatIsDescribedIsAHandle() throws IOException {
        run("""
            local c = socketley.cache("c", { port = 0, ephemeral = true })
            function set() return c:set("a", 1) and c:get("a") end
            """);
        assertEquals("1", eval("inside", "return set()"));
    }

    @Test
    void aKeyThatManyConnectionsMissIsAskedForOnce() throws IOException {
        run("""
            asked = 0
            local go = false
            function release() go = true return asked end
            socketley.cache("c", { port = 0, ephemeral = true, resp = true,
              on_miss = function(key)
                asked = asked + 1
                while not go do socketley.sleep(1) end
                return "v" .. asked, 60
              end })
            """);
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket client = connect("c");
                clients.add(client);
                client.getOutputStream().write("GET k\r\n".getBytes(StandardCharsets.UTF_8));
            }
            try (Socket other = connect("c")) {
                assertEquals("+PONG", exchange(other, "PING"), "others are served meanwhile");
            }
            assertEquals("1", eval("inside", "return release()"));
            for (Socket client : clients) {
                BufferedReader in = new BufferedReader(new InputStreamReader(
                    client.getInputStream(), StandardCharsets.UTF_8));
                assertEquals("$2 v1", in.readLine() + " " + in.readLine());
            }
            assertEquals("1", eval("inside", "return asked"));
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void theMissingKeysOfACommandAreAskedForInOneCall() throws IOException {
        run("""
            socketley.cache("c", { port = 0, ephemeral = true, resp = true, miss_ttl = 60,
              on_miss_many = function(keys, db)
                log[#log + 1] = table.concat(keys, ",") .. "@" .. db
                if keys[1] == "bad" then return nil, "no database" end
                return { a = 1, b = { "two", 50 } }, 100
              end })
            """);
        String get = "local c = socketley.cache('c') return c:mget('a', 'b', 'none')";
        assertEquals("[\"1\",\"two\",false]", eval("asked", get));
        assertEquals("[\"1\",\"two\",false]", eval("asked", get));
        assertEquals("100 50", eval("asked", "local c = socketley.cache('c') "
            + "return c:ttl('a') .. ' ' .. c:ttl('b')"));
        assertEquals("ERR on_miss: no database", eval("asked",
            "return select(2, socketley.cache('c'):get('bad'))"));
        assertEquals("a,b,none@0 bad@0", eval("inside", "return table.concat(log, ' ')"));
    }

    @Test
    void whatOnMissReturnsAsFailureIsLoggedAndNamedOnce() throws IOException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Runnable unlisten = Log.listen(line -> lines.add(line.text()));
        try {
            run("""
                socketley.cache("c", { port = 0, ephemeral = true, resp = true,
                  on_miss = function(key)
                    if key == "raised" then error("no luck", 0) end
                    return nil, "no database"
                  end })
                """);
            for (int i = 0; i < 3; i++) {
                assertEquals("ERR on_miss: no database", eval("asked",
                    "return select(2, socketley.cache('c'):get('returned'))"));
            }
            assertEquals("ERR on_miss: no luck", eval("asked",
                "return select(2, socketley.cache('c'):get('raised'))"));
        } finally {
            unlisten.run();
        }
        List<String> told = lines.stream().filter(each -> each.startsWith("miss_failed")).toList();
        assertEquals("miss_failed name=c hook=on_miss times=1 cause=\"no database\"", told.getFirst());
        assertTrue(told.size() < 3, () -> "a line for every key: " + told);
    }

    @Test
    void whatManyConnectionsMissInOneTurnIsAskedForInFewCalls() throws IOException {
        runCounting("");
        assertEquals("v0 v1 v2 v3 v4 v5 v6 v7 v8 v9 v10 v11", missedTogether(12));
        int calls = Integer.parseInt(eval("inside", "return calls"));
        assertTrue(calls < 6, "calls for twelve keys: " + calls);
    }

    @Test
    void aKeyThatCannotBeReadFailsAlone() throws IOException {
        runCounting("if key == '2' then error('no such number', 0) end");
        assertEquals("v0 v1 -ERR on_miss: no such number v3", missedTogether(4));
    }

    private void runCounting(String first) throws IOException {
        run("""
            calls = 0
            socketley.cache("c", { port = 0, ephemeral = true, resp = true,
              on_miss_many = function(keys)
                calls = calls + 1
                local values = {}
                for _, key in ipairs(keys) do
                  %s
                  values[key] = "v" .. key
                end
                return values
              end })
            """.formatted(first));
    }

    /** What clients are answered whose requests came while the loop was held, so in one turn. */
    private String missedTogether(int count) throws IOException {
        Path flag = directory.resolve("go");
        List<Socket> clients = new ArrayList<>();
        List<String> told = new ArrayList<>();
        try (Socket holder = connect("inside")) {
            for (int i = 0; i < count; i++) {
                clients.add(connect("c"));
                assertEquals("+PONG", exchange(clients.getLast(), "PING"));
            }
            Path held = directory.resolve("held");
            holder.getOutputStream().write(("io.open('" + held + "', 'w'):close() local f repeat "
                + "f = io.open('" + flag + "') until f f:close() return 'went on'\n").getBytes(
                StandardCharsets.UTF_8));
            while (!Files.exists(held)) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < count; i++) {
                clients.get(i).getOutputStream().write(
                    ("GET " + i + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
            Files.createFile(flag);
            for (Socket client : clients) {
                BufferedReader in = new BufferedReader(new InputStreamReader(
                    client.getInputStream(), StandardCharsets.UTF_8));
                String line = in.readLine();
                told.add(line.startsWith("$") ? in.readLine() : line);
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        return String.join(" ", told);
    }

    @Test
    void aValueThatEndedIsShownWhileOnMissFails() throws IOException {
        run("""
            local calls = 0
            socketley.cache("c", { port = 0, ephemeral = true, resp = true, stale_ttl = 60,
              on_miss = function(key)
                calls = calls + 1
                if calls > 1 then error("no database") end
                return "first", 0.005
              end })
            """);
        assertEquals("first", eval("asked", """
            local c = socketley.cache('c') c:get('k')
            while c:exists('k') == 1 do socketley.sleep(1) end return c:get('k')"""));
        assertEquals("true", eval("asked",
            "return select(2, socketley.cache('c'):get('j')):find('no database') ~= nil"));
    }

    private static final String SHOWN = """
        local function shown(value)
          if type(value) ~= "table" then return tostring(value) end
          local parts = {}
          for k, v in pairs(value) do parts[#parts + 1] = k .. ":" .. tostring(v) end
          table.sort(parts)
          return "{" .. table.concat(parts, " ") .. "}"
        end
        """;

    @Test
    void everyKindOfValueIsWrittenThroughAsALuaValue() throws IOException {
        run(SHOWN + """
            socketley.cache("c", { port = 0, ephemeral = true, resp = true,
              on_write = function(key, value, ttl)
                log[#log + 1] = key .. "=" .. shown(value) .. (ttl > 0 and "/" .. math.ceil(ttl) or "")
              end,
              on_delete = function(key) log[#log + 1] = key .. " goes" end })
            """);
        send("SET s v EX 10", "APPEND s w", "SETBIT b 1 1", "RPUSH l a b", "LPOP l", "LMOVE l m LEFT LEFT",
            "HSET h f 1 g 2", "HINCRBY h f 5", "HDEL h f g", "SADD t x", "SMOVE t u x",
            "ZADD z 1.5 a 2 b", "ZINCRBY z 1 a", "ZPOPMIN z", "RENAME z y", "COPY y w", "DEL y",
            "SORT m ALPHA STORE o", "BITOP NOT d b");
        assertEquals("s=v/10;s=vw/10;b=@;l={1:a 2:b};l={1:b};l goes;m={1:b};h={f:1 g:2};"
            + "h={f:6 g:2};h goes;t={1:x};t goes;u={1:x};z={a:1.5 b:2};z={a:2.5 b:2};z={a:2.5};"
            + "y={a:2.5};z goes;w={a:2.5};y goes;o={1:b};d=\u00bf", normal(eval("inside",
                "return (table.concat(log, ';'):gsub('\\191', '\\194\\191'))")));
    }

    @Test
    void falseRefusesAChange() throws IOException {
        run("""
            socketley.cache("c", { port = 0, ephemeral = true, resp = true,
              on_write = function(key, value)
                if value == "plain" then return false end
                if value == "told" then return false, "too long" end
                return value
              end,
              on_delete = function() return false end })
            """);
        try (Socket socket = connect("c")) {
            assertEquals("-ERR on_write: refused", exchange(socket, "SET k plain"));
            assertEquals("-ERR on_write: too long", exchange(socket, "SET k told"));
            assertEquals("+OK", exchange(socket, "SET k ok"));
            assertEquals("-ERR on_delete: refused", exchange(socket, "DEL k"));
            assertEquals(":2", exchange(socket, "STRLEN k"));
        }
    }

    /** A move may tell of either key first. */
    private static String normal(String log) {
        return log.replace("m={1:b};l goes", "l goes;m={1:b}")
            .replace("u={1:x};t goes", "t goes;u={1:x}").replace("z goes;y={a:2.5}",
                "y={a:2.5};z goes");
    }

    @Test
    void whatIsWrittenBehindComesInBatchesWithTheLastValues() throws IOException {
        run(SHOWN + """
            socketley.cache("c", { port = 0, ephemeral = true, resp = true, write = "behind",
              write_delay_ms = 60000, write_batch_max = 3,
              on_write_many = function(batch)
                local parts = {}
                for i, one in ipairs(batch) do
                  parts[i] = one.key .. (one.deleted and " goes" or "=" .. shown(one.value)) ..
                    "@" .. one.db
                end
                log[#log + 1] = table.concat(parts, ",")
              end })
            """);
        send("SET a 1", "SET a 2", "HSET h f v", "DEL h", "SET b 3");
        String wait = "while #log < 1 do socketley.sleep(1) end return table.concat(log, ';')";
        assertEquals("a=2@0,h goes@0,b=3@0", eval("inside", wait));
        assertEquals(3L, stat("writes_done"));
        send("ZADD z 1 m");
        assertEquals(1L, stat("writes_queued"));
    }

    @Test
    void aStopWritesWhatWaitsBeforeOnStop() throws IOException {
        run("""
            local tries = 0
            socketley.cache("c", { port = 0, ephemeral = true, resp = true, write = "behind",
              write_delay_ms = 60000,
              on_write = function(key, value)
                tries = tries + 1
                if tries == 1 then error("not yet") end
                socketley.sleep(1)
                log[#log + 1] = key .. "=" .. value
              end,
              on_delete = function(key) log[#log + 1] = key .. " goes" end,
              on_stop = function() log[#log + 1] = "stop" end })
            """);
        send("SET a 1", "SET b 2", "DEL b", "SET d 4");
        Runtime cache = engine.registry().require("c");
        cache.stop().toCompletableFuture().join();
        assertEquals("b goes d=4 a=1 stop", eval("inside", "return table.concat(log, ' ')"));
        assertEquals(List.of(1L, 1L, 0L, 3L), List.of(stat("writes_failed"),
            stat("writes_retried"), stat("writes_lost"), stat("writes_done")));
    }

    @Test
    void whatCannotBeWrittenInTheTimeOfAStopIsCounted() throws IOException {
        run("""
            socketley.cache("c", { port = 0, ephemeral = true, resp = true, write = "behind",
              stop_ms_max = 50, write_delay_ms = 60000,
              on_write_many = function() error("no database") end })
            """);
        send("SET a 1", "SET b 2");
        engine.registry().require("c").stop().toCompletableFuture().join();
        assertEquals(2L, stat("writes_lost"));
        assertEquals(0L, stat("writes_queued"));
    }

    @Test
    void everyCommandIsAFunctionOfTheLibraryAndOfSelf() throws IOException {
        run("""
            socketley.cache("c", { port = 0, ephemeral = true, resp = true, tick_ms = 10,
              on_tick = function()
                methods = {}
                for name in (words or ""):gmatch("%S+") do
                  if type(self[name]) ~= "function" then methods[#methods + 1] = name end
                end
                if words then checked = true end
              end })
            """);
        StringBuilder words = new StringBuilder();
        CommandTable.ALL.stream().filter(c -> !c.isTextOnly())
            .forEach(c -> words.append(c.lowerName()).append(' '));
        String each = "local words, lacks = '" + words + "', {} for name in words:gmatch('%S+') do "
            + "if type(socketley.cache[name]) ~= 'function' "
            + "or type(socketley.cache('c')[name]) ~= 'function' then lacks[#lacks + 1] = name end "
            + "end return table.concat(lacks, ' ')";
        assertEquals("", eval("asked", each));
        eval("inside", "words = '" + words + "'");
        assertEquals("", eval("inside",
            "while not checked do socketley.sleep(1) end return table.concat(methods, ' ')"));
    }

    @Test
    void aScriptOfAnotherLoopHasTheTypesOfLua() throws IOException {
        run("socketley.cache('c', { port = 0, ephemeral = true, resp = true })");
        assertNotSame(engine.registry().require("c").loop(),
            engine.registry().require("asked").loop());
        String all = """
            local c = socketley.cache('c')
            assert(c:zadd('z', 1.5, 'a', 2, 'b') == 2)
            assert(c:zscore('z', 'a') == 1.5)
            assert(c:hset('h', 'f', 'v', 'g', 'w') == 2)
            assert(c:hgetall('h').g == 'w')
            assert(c:rpush('l', 1, 2, 3) == 3)
            assert(table.concat(c:lrange('l', 0, -1), ',') == '1,2,3')
            local pairs = c:zrange('z', 0, -1, 'WITHSCORES')
            assert(pairs[2][1] == 'b' and pairs[2][2] == 2)
            assert(c:set('s', 'v') == true)
            assert(c:get('none') == nil)
            local value, err, code = c:incr('s')
            assert(value == nil and err:find('not an integer') and code == 'ECACHE')
            return 'good'
            """;
        assertEquals("good", eval("asked", all));
    }

    @Test
    void theOriginalsMethodsKeepTheirResults() throws IOException {
        run("""
            socketley.cache("c", { port = 0, ephemeral = true, resp = true,
              on_start = function()
                local s = self
                local r = {}
                local function add(...)
                  for i = 1, select("#", ...) do r[#r + 1] = tostring((select(i, ...))) end
                end
                add(s.get("none"), s.set("k", "v"), s.get("k"), s.del("k"), s.del("k"))
                add(s.lpush("l", "a"), s.rpush("l", "b"), s.llen("l"), s.lpop("l"), s.rpop("l"),
                  s.rpop("l"))
                add(s.sadd("s", "m"), s.sadd("s", "m"), s.sismember("s", "m"), s.scard("s"),
                  s.srem("s", "m"), s.srem("s", "m"))
                add(s.hset("h", "f", "v"), s.hset("h", "f", "w"), s.hget("h", "f"),
                  s.hget("h", "g"), s.hlen("h"), s.hdel("h", "f"), s.hdel("h", "f"))
                s.set("k", "v")
                add(s.sadd("k", "m"), s.lpush("k", "a"), s.hset("k", "f", "v"))
                add(s.expire("k", 50), s.ttl("k"), s.persist("k"), s.persist("k"), s.ttl("k"))
                add(s.publish("ch", "m"), s.connections())
                results = table.concat(r, " ")
              end })
            """);
        assertEquals(" true v true false true true 2 a b  1 0 true 1 true false "
            + "true true w  1 true false -1 false false true 50 true false -1 0 0",
            eval("inside", "return results"));
    }

    private static final String PLAIN =
        "socketley.cache('c', { port = 0, ephemeral = true, resp = true })";

    @Test
    void aRateLimiterCountsForEveryScript() throws IOException {
        run(PLAIN);
        String code = """
            local r = socketley.ratelimit.new('c', { limit = 3, window_ms = 60000, sliding = %s })
            local allowed = 0
            for _ = 1, 2 do if r:allow('a') then allowed = allowed + 1 end end
            local _, left, retry = r:allow('b', 2)
            return allowed .. ' ' .. tostring(left) .. ' ' .. tostring(retry <= 60000)
            """;
        assertEquals("2 1 true", eval("asked", code.formatted("false")));
        assertEquals("1 0 true", eval("inside", code.formatted("false")));
        assertEquals("[\"ratelimit:a\",\"ratelimit:b\"]", eval("inside",
            "local k = socketley.cache('c'):keys('*') table.sort(k) return k"));
        eval("inside", "return socketley.cache('c'):flushall()");
        assertEquals("2 1 true", eval("asked", code.formatted("true")));
        assertEquals("1 0 true", eval("inside", code.formatted("true")));
    }

    @Test
    void aRateLimitsWindowEndsByItself() throws IOException {
        run(PLAIN);
        assertEquals("true false true", eval("asked", """
            local r = socketley.ratelimit.new('c', { limit = 1, window_ms = 300 })
            local one, two = (r:allow('a')), (r:allow('a'))
            while socketley.cache('c'):exists('ratelimit:a') == 1 do socketley.sleep(1) end
            return tostring(one) .. ' ' .. tostring(two) .. ' ' .. tostring((r:allow('a')))
            """));
    }

    @Test
    void aLockHasOneOwnerWhoAloneCanLetItGo() throws IOException {
        run(PLAIN);
        assertEquals("true nil", eval("asked", """
            held = assert(socketley.lock.acquire('c', 'job', { ttl_ms = 60000 }))
            return tostring(held:renew()) .. ' ' .. tostring((socketley.lock.acquire('c', 'job')))
            """));
        assertEquals("nil", eval("inside",
            "return (socketley.lock.acquire('c', 'job', { wait_ms = 30 }))"));
        assertEquals("false false", eval("inside", """
            local lost = assert(socketley.lock.acquire('c', 'other'))
            socketley.cache('c'):set('lock:other', 'somebody else')
            return tostring(lost:renew()) .. ' ' .. tostring(lost:release())
            """));
        assertEquals("true", eval("asked", "return held:release()"));
        assertEquals("7 false", eval("inside", """
            local _, result = socketley.lock.with('c', 'job', nil, function(h) return 7 end)
            local ok = pcall(socketley.lock.with, 'c', 'job', nil, function() error('no') end)
            assert(socketley.cache('c'):exists('lock:job') == 0)
            return result .. ' ' .. tostring(ok)
            """));
    }

    @Test
    void aLeaderboardRanksTheHighestFirst() throws IOException {
        run(PLAIN);
        assertEquals("2 15 3 ann:20:1 bob:15:2 bob:2 cid:3 true 2 nil", eval("asked", """
            local b = socketley.leaderboard.new('c', 'points')
            b:set('ann', 20) b:set('cid', 5) b:add('bob', 10) b:add('bob', 5)
            local rank, score = b:rank('bob')
            local out = { rank, score, b:count() }
            for _, e in ipairs(b:top(2)) do
              out[#out + 1] = e.member .. ':' .. e.score .. ':' .. e.rank
            end
            for _, e in ipairs(b:around('cid', 1)) do out[#out + 1] = e.member .. ':' .. e.rank end
            out[#out + 1] = tostring(b:remove('cid'))
            out[#out + 1] = b:count()
            out[#out + 1] = tostring((b:rank('cid')))
            return table.concat(out, ' ')
            """));
    }

    @Test
    void aSessionKeepsATableUnderAnUnknowableId() throws IOException {
        run(PLAIN);
        assertEquals("43 ann true bob 100 false nil true nil", eval("asked", """
            local s = socketley.session.new('c', { ttl = 100 })
            local id = assert(s:create({ user = 'ann' }))
            assert(id ~= s:create())
            socketley.cache('c'):expire('session:' .. id, 5)
            local out = { #id, s:get(id).user, tostring(s:set(id, { user = 'bob' })) }
            socketley.cache('c'):expire('session:' .. id, 5)
            out[4], out[5] = s:get(id).user, socketley.cache('c'):ttl('session:' .. id)
            out[6], out[7] = tostring(s:set('guess', {})), tostring((s:get('guess')))
            out[8], out[9] = tostring(s:destroy(id)), tostring((s:get(id)))
            return table.concat(out, ' ')
            """));
    }

    @Test
    void aTableOfADatabaseStandsBehindACache() throws IOException {
        run("""
            db = assert(socketley.db.open("sqlite:t.db"))
            db:exec("CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT)")
            db:exec("CREATE TABLE pets (id TEXT PRIMARY KEY, name TEXT, age INTEGER)")
            db:exec("INSERT INTO users VALUES ('1', 'ann')")
            socketley.cache("c", socketley.cache.through(db, "users",
              { key = "id", value = "name", ttl = 60 },
              { port = 0, ephemeral = true, resp = true }))
            local pets = socketley.cache.through(db, "pets",
              { key = "id", columns = { "name", "age" }, write = "behind" })
            pets.port, pets.ephemeral, pets.write_delay_ms = 0, true, 1
            socketley.cache("pets", pets)
            db:exec("INSERT INTO users VALUES ('null', NULL)")
            socketley.cache("forever", socketley.cache.through(db, "users", { key = "id",
              value = "name" }, { port = 0, ephemeral = true }))
            """);
        assertEquals("[\"ann\",false]", eval("asked",
            "return socketley.cache('forever'):mget('1', 'null')"));
        assertEquals("[\"ann\",false]", eval("asked", "return socketley.cache('c'):mget('1', '2')"));
        assertEquals("60", eval("asked", "return socketley.cache('c'):ttl('1')"));
        send("SET 2 bob", "SET 1 eve", "DEL 2");
        assertEquals("2 eve", eval("inside", "local all = db:query('SELECT * FROM users') "
            + "return #all .. ' ' .. all[1].name"));
        assertEquals("true", eval("asked", "local ok, err = socketley.cache('c'):rpush('l', 'x') "
            + "return err:find('only strings') ~= nil"));
        assertEquals("rex 3", eval("inside", """
            socketley.cache('pets'):set('r', socketley.json.encode({ name = 'rex', age = 3 }))
            while db:value('SELECT count(*) FROM pets') == 0 do socketley.sleep(1) end
            socketley.cache('pets'):flushall()
            local pet = socketley.json.decode(socketley.cache('pets'):get('r'))
            return pet.name .. ' ' .. pet.age
            """));
    }
}
