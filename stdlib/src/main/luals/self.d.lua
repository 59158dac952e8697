---@meta
-- Generated from the rows of SelfMethods and Hook; not to be edited.

---What hooks of a cache see as `self`.
---@class socketley.Cache
---@field name string
local cache = {}

---The value of a key, or an empty string.
---@param key string
---@return string
function cache.get(key) end

---Sets a key; false when it cannot be written.
---@param key string
---@param value string
---@return boolean
function cache.set(key, value) end

---Deletes a key; returns whether it existed.
---@param key string
---@return boolean
function cache.del(key) end

---Sets a key's time to live; returns whether the key exists.
---@param key string
---@param seconds integer
---@return boolean
function cache.expire(key, seconds) end

---Removes a key's time to live; returns whether it had one.
---@param key string
---@return boolean
function cache.persist(key) end

---Adds values at the head of a list; false when they cannot be written.
---@param key string
---@param value string, ...: string
---@return boolean
function cache.lpush(key, value) end

---Adds values at the tail of a list; false when they cannot be written.
---@param key string
---@param value string, ...: string
---@return boolean
function cache.rpush(key, value) end

---Removes and returns the first value of a list; an empty string if there is none.
---@param key string, count?: integer
---@return string
function cache.lpop(key) end

---Removes and returns the last value of a list; an empty string if there is none.
---@param key string, count?: integer
---@return string
function cache.rpop(key) end

---Adds members to a set; returns how many are new, -1 when they cannot be written.
---@param key string
---@param member string, ...: string
---@return integer
function cache.sadd(key, member) end

---Removes members from a set; returns whether any was there.
---@param key string
---@param member string, ...: string
---@return boolean
function cache.srem(key, member) end

---Whether a set has a member.
---@param key string
---@param member string
---@return boolean
function cache.sismember(key, member) end

---Sets fields of a hash; false when they cannot be written.
---@param key string
---@param field string
---@param value string, ...: string
---@return boolean
function cache.hset(key, field, value) end

---The value of a field, or an empty string.
---@param key string
---@param field string
---@return string
function cache.hget(key, field) end

---Removes fields from a hash; returns whether any was there.
---@param key string
---@param field string, ...: string
---@return boolean
function cache.hdel(key, field) end

---Publishes a message; returns how many received it.
---@param channel string
---@param message string
---@return integer
function cache.publish(channel, message) end

---Number of connected clients.
---@return integer
function cache.connections() end

---Returns the longest common subsequence of two strings.
---@param key1 string
---@param key2 string, word?: "LEN"|"IDX"|"MINMATCHLEN length"|"WITHMATCHLEN"
---@return any
function cache.lcs(key1, key2) end

---Sets a key that does not exist.
---@param key string
---@param value string
---@return any
function cache.setnx(key, value) end

---Sets a key with a time to live in seconds.
---@param key string
---@param seconds integer
---@param value string
---@return any
function cache.setex(key, seconds, value) end

---Sets a key with a time to live in milliseconds.
---@param key string
---@param milliseconds integer
---@param value string
---@return any
function cache.psetex(key, milliseconds, value) end

---Sets a key and returns what it held.
---@param key string
---@param value string
---@return any
function cache.getset(key, value) end

---Returns the string at a key and deletes it.
---@param key string
---@return any
function cache.getdel(key) end

---Returns the string at a key and sets its expiry.
---@param key string, word?: "EX seconds"|"PX ms"|"EXAT unix"|"PXAT unix-ms"|"PERSIST"
---@return any
function cache.getex(key) end

---Returns the strings at several keys.
---@param key string
---@return any
function cache.mget(key) end

---Sets several keys.
---@param key string
---@param value string
---@return any
function cache.mset(key, value) end

---Sets several keys when none of them exists.
---@param key string
---@param value string
---@return any
function cache.msetnx(key, value) end

---Appends to the string at a key.
---@param key string
---@param value string
---@return any
function cache.append(key, value) end

---Returns the length of the string at a key.
---@param key string
---@return any
function cache.strlen(key) end

---Returns a part of the string at a key.
---@param key string
---@param start integer
---@param end_ integer
---@return any
function cache.getrange(key, start, end_) end

---Returns a part of the string at a key.
---@param key string
---@param start integer
---@param end_ integer
---@return any
function cache.substr(key, start, end_) end

---Overwrites a part of the string at a key.
---@param key string
---@param offset integer
---@param value string
---@return any
function cache.setrange(key, offset, value) end

---Adds one to the integer at a key.
---@param key string
---@return any
function cache.incr(key) end

---Subtracts one from the integer at a key.
---@param key string
---@return any
function cache.decr(key) end

---Adds to the integer at a key.
---@param key string
---@param increment integer
---@return any
function cache.incrby(key, increment) end

---Subtracts from the integer at a key.
---@param key string
---@param decrement integer
---@return any
function cache.decrby(key, decrement) end

---Adds to the number at a key.
---@param key string
---@param increment string
---@return any
function cache.incrbyfloat(key, increment) end

---Sets a bit and returns what it was.
---@param key string
---@param offset integer
---@param value integer
---@return any
function cache.setbit(key, offset, value) end

---Returns a bit.
---@param key string
---@param offset integer
---@return any
function cache.getbit(key, offset) end

---Counts the bits that are set.
---@param key string, start?: integer, end_?: integer, word?: "BYTE"|"BIT"
---@return any
function cache.bitcount(key) end

---Finds the first bit that is set, or that is not.
---@param key string
---@param bit integer, start?: integer, end_?: integer, word?: "BYTE"|"BIT"
---@return any
function cache.bitpos(key, bit) end

---Keeps the bits of strings combined.
---@param word "AND"|"OR"|"XOR"|"NOT"
---@param destkey string
---@param key string
---@return any
function cache.bitop(word, destkey, key) end

---Reads and changes integers of any width in a string.
---@param key string, word?: "GET type offset"|"SET type offset value"|"INCRBY type offset increment"|"OVERFLOW WRAP,SAT,FAIL"
---@return any
function cache.bitfield(key) end

---Reads integers of any width in a string.
---@param key string, GET type offset?: string
---@return any
function cache.bitfield_ro(key) end

---Sets fields of a hash.
---@param key string, field value: string
---@param value string
---@return any
function cache.hmset(key, value) end

---Sets a field of a hash that does not exist.
---@param key string
---@param field string
---@param value string
---@return any
function cache.hsetnx(key, field, value) end

---Returns fields of a hash.
---@param key string
---@param field string
---@return any
function cache.hmget(key, field) end

---Returns every field of a hash with its value.
---@param key string
---@return any
function cache.hgetall(key) end

---Returns every field of a hash.
---@param key string
---@return any
function cache.hkeys(key) end

---Returns the value of every field of a hash.
---@param key string
---@return any
function cache.hvals(key) end

---Counts the fields of a hash.
---@param key string
---@return any
function cache.hlen(key) end

---Returns the length of a field of a hash.
---@param key string
---@param field string
---@return any
function cache.hstrlen(key, field) end

---Tells whether a hash has a field.
---@param key string
---@param field string
---@return any
function cache.hexists(key, field) end

---Adds to the integer in a field of a hash.
---@param key string
---@param field string
---@param increment integer
---@return any
function cache.hincrby(key, field, increment) end

---Adds to the number in a field of a hash.
---@param key string
---@param field string
---@param increment string
---@return any
function cache.hincrbyfloat(key, field, increment) end

---Returns random fields of a hash.
---@param key string, count?: integer, WITHVALUES?: string
---@return any
function cache.hrandfield(key) end

---Returns fields of a hash a portion at a time.
---@param key string
---@param cursor integer, word?: "MATCH pattern"|"COUNT count"
---@return any
function cache.hscan(key, cursor) end

---Returns every member of a set.
---@param key string
---@return any
function cache.smembers(key) end

---Tells of each member whether a set has it.
---@param key string
---@param member string
---@return any
function cache.smismember(key, member) end

---Counts the members of a set.
---@param key string
---@return any
function cache.scard(key) end

---Removes random members of a set and returns them.
---@param key string, count?: integer
---@return any
function cache.spop(key) end

---Returns random members of a set.
---@param key string, count?: integer
---@return any
function cache.srandmember(key) end

---Moves a member to another set.
---@param source string
---@param destination string
---@param member string
---@return any
function cache.smove(source, destination, member) end

---Returns members of a set a portion at a time.
---@param key string
---@param cursor integer, word?: "MATCH pattern"|"COUNT count"
---@return any
function cache.sscan(key, cursor) end

---Returns the members that all sets have.
---@param key string
---@return any
function cache.sinter(key) end

---Counts the members that all sets have.
---@param numkeys string
---@param key string, LIMIT limit?: string
---@return any
function cache.sintercard(numkeys, key) end

---Keeps the members that all sets have.
---@param destination string
---@param key string
---@return any
function cache.sinterstore(destination, key) end

---Returns the members that any set has.
---@param key string
---@return any
function cache.sunion(key) end

---Keeps the members that any set has.
---@param destination string
---@param key string
---@return any
function cache.sunionstore(destination, key) end

---Returns the members of the first set that no other has.
---@param key string
---@return any
function cache.sdiff(key) end

---Keeps the members of the first set that no other has.
---@param destination string
---@param key string
---@return any
function cache.sdiffstore(destination, key) end

---Adds elements before the first of a list that exists.
---@param key string
---@param element string
---@return any
function cache.lpushx(key, element) end

---Adds elements behind the last of a list that exists.
---@param key string
---@param element string
---@return any
function cache.rpushx(key, element) end

---Returns the length of a list.
---@param key string
---@return any
function cache.llen(key) end

---Returns a part of a list.
---@param key string
---@param start integer
---@param stop integer
---@return any
function cache.lrange(key, start, stop) end

---Returns an element of a list by its index.
---@param key string
---@param index integer
---@return any
function cache.lindex(key, index) end

---Sets an element of a list by its index.
---@param key string
---@param index integer
---@param element string
---@return any
function cache.lset(key, index, element) end

---Puts an element before or behind another in a list.
---@param key string
---@param word "BEFORE"|"AFTER"
---@param pivot string
---@param element string
---@return any
function cache.linsert(key, word, pivot, element) end

---Takes elements that equal one out of a list.
---@param key string
---@param count integer
---@param element string
---@return any
function cache.lrem(key, count, element) end

---Takes everything but a part out of a list.
---@param key string
---@param start integer
---@param stop integer
---@return any
function cache.ltrim(key, start, stop) end

---Returns the indexes of elements that equal one.
---@param key string
---@param element string, word?: "RANK rank"|"COUNT count"|"MAXLEN length"
---@return any
function cache.lpos(key, element) end

---Moves an element from an end of a list to one of another.
---@param source string
---@param destination string
---@param word "LEFT"|"RIGHT"
---@param word "LEFT"|"RIGHT"
---@return any
function cache.lmove(source, destination, word, word) end

---Moves the last element of a list before the first of another.
---@param source string
---@param destination string
---@return any
function cache.rpoplpush(source, destination) end

---Takes elements out of the first list that is not empty.
---@param numkeys string
---@param key string
---@param word "LEFT"|"RIGHT", COUNT count?: string
---@return any
function cache.lmpop(numkeys, key, word) end

---Takes the first element out of a list, or waits for one.
---@param key string
---@param timeout string
---@return any
function cache.blpop(key, timeout) end

---Takes the last element out of a list, or waits for one.
---@param key string
---@param timeout string
---@return any
function cache.brpop(key, timeout) end

---Moves an element from list to list, or waits for one.
---@param source string
---@param destination string
---@param word "LEFT"|"RIGHT"
---@param word "LEFT"|"RIGHT"
---@param timeout string
---@return any
function cache.blmove(source, destination, word, word, timeout) end

---Moves the last element of a list, or waits for one.
---@param source string
---@param destination string
---@param timeout string
---@return any
function cache.brpoplpush(source, destination, timeout) end

---Takes elements out of the first list with some, or waits.
---@param timeout string
---@param numkeys string
---@param key string
---@param word "LEFT"|"RIGHT", COUNT count?: string
---@return any
function cache.blmpop(timeout, numkeys, key, word) end

---Adds members to a sorted set, or changes their scores.
---@param key string, word?: "NX"|"XX"|"GT"|"LT"|"CH"|"INCR", score member: string
---@param member string
---@return any
function cache.zadd(key, member) end

---Adds to the score of a member.
---@param key string
---@param increment string
---@param member string
---@return any
function cache.zincrby(key, increment, member) end

---Takes members out of a sorted set.
---@param key string
---@param member string
---@return any
function cache.zrem(key, member) end

---Counts the members of a sorted set.
---@param key string
---@return any
function cache.zcard(key) end

---Returns the score of a member.
---@param key string
---@param member string
---@return any
function cache.zscore(key, member) end

---Returns the scores of several members.
---@param key string
---@param member string
---@return any
function cache.zmscore(key, member) end

---Returns the place of a member, counted from the lowest score.
---@param key string
---@param member string, WITHSCORE?: string
---@return any
function cache.zrank(key, member) end

---Returns the place of a member, counted from the highest score.
---@param key string
---@param member string, WITHSCORE?: string
---@return any
function cache.zrevrank(key, member) end

---Returns random members of a sorted set.
---@param key string, count?: integer, WITHSCORES?: string
---@return any
function cache.zrandmember(key) end

---Returns members of a sorted set a portion at a time.
---@param key string
---@param cursor integer, word?: "MATCH pattern"|"COUNT count"
---@return any
function cache.zscan(key, cursor) end

---Returns a part of a sorted set.
---@param key string
---@param start string
---@param stop string, word?: "BYSCORE"|"BYLEX"|"REV"|"LIMIT offset count"|"WITHSCORES"
---@return any
function cache.zrange(key, start, stop) end

---Keeps a part of a sorted set under another key.
---@param destination string
---@param source string
---@param min string
---@param max string, word?: "BYSCORE"|"BYLEX"|"REV"|"LIMIT offset count"
---@return any
function cache.zrangestore(destination, source, min, max) end

---Returns a part of a sorted set by places, highest first.
---@param key string
---@param start integer
---@param stop integer, WITHSCORES?: string
---@return any
function cache.zrevrange(key, start, stop) end

---Returns a part of a sorted set by scores.
---@param key string
---@param min string
---@param max string, word?: "WITHSCORES"|"LIMIT offset count"
---@return any
function cache.zrangebyscore(key, min, max) end

---Returns a part of a sorted set by scores, highest first.
---@param key string
---@param max string
---@param min string, word?: "WITHSCORES"|"LIMIT offset count"
---@return any
function cache.zrevrangebyscore(key, max, min) end

---Returns a part of a sorted set by members.
---@param key string
---@param min string
---@param max string, LIMIT offset count?: string
---@return any
function cache.zrangebylex(key, min, max) end

---Returns a part of a sorted set by members, highest first.
---@param key string
---@param max string
---@param min string, LIMIT offset count?: string
---@return any
function cache.zrevrangebylex(key, max, min) end

---Counts the members with scores in a range.
---@param key string
---@param min string
---@param max string
---@return any
function cache.zcount(key, min, max) end

---Counts the members in a range of members.
---@param key string
---@param min string
---@param max string
---@return any
function cache.zlexcount(key, min, max) end

---Takes out members by their places.
---@param key string
---@param start integer
---@param stop integer
---@return any
function cache.zremrangebyrank(key, start, stop) end

---Takes out members by their scores.
---@param key string
---@param min string
---@param max string
---@return any
function cache.zremrangebyscore(key, min, max) end

---Takes out members by their bytes.
---@param key string
---@param min string
---@param max string
---@return any
function cache.zremrangebylex(key, min, max) end

---Takes the members with the lowest scores.
---@param key string, count?: integer
---@return any
function cache.zpopmin(key) end

---Takes the members with the highest scores.
---@param key string, count?: integer
---@return any
function cache.zpopmax(key) end

---Takes the member with the lowest score, or waits for one.
---@param key string
---@param timeout string
---@return any
function cache.bzpopmin(key, timeout) end

---Takes the member with the highest score, or waits for one.
---@param key string
---@param timeout string
---@return any
function cache.bzpopmax(key, timeout) end

---Takes members out of the first sorted set that has some.
---@param numkeys string
---@param key string
---@param word "MIN"|"MAX", COUNT count?: string
---@return any
function cache.zmpop(numkeys, key, word) end

---Takes members out of the first set with some, or waits.
---@param timeout string
---@param numkeys string
---@param key string
---@param word "MIN"|"MAX", COUNT count?: string
---@return any
function cache.bzmpop(timeout, numkeys, key, word) end

---Returns the members of any of several sets.
---@param numkeys string
---@param key string, word?: "WEIGHTS weight ..."|"AGGREGATE SUM"|"MIN"|"MAX"|"WITHSCORES"
---@return any
function cache.zunion(numkeys, key) end

---Returns the members that several sets have in common.
---@param numkeys string
---@param key string, word?: "WEIGHTS weight ..."|"AGGREGATE SUM"|"MIN"|"MAX"|"WITHSCORES"
---@return any
function cache.zinter(numkeys, key) end

---Returns the members of a set that others have not.
---@param numkeys string
---@param key string, WITHSCORES?: string
---@return any
function cache.zdiff(numkeys, key) end

---Keeps the members of any of several sets.
---@param destination string
---@param numkeys string
---@param key string, word?: "WEIGHTS weight ..."|"AGGREGATE SUM"|"MIN"|"MAX"
---@return any
function cache.zunionstore(destination, numkeys, key) end

---Keeps the members that several sets have in common.
---@param destination string
---@param numkeys string
---@param key string, word?: "WEIGHTS weight ..."|"AGGREGATE SUM"|"MIN"|"MAX"
---@return any
function cache.zinterstore(destination, numkeys, key) end

---Keeps the members of a set that others have not.
---@param destination string
---@param numkeys string
---@param key string
---@return any
function cache.zdiffstore(destination, numkeys, key) end

---Counts the members that several sets have in common.
---@param numkeys string
---@param key string, LIMIT limit?: string
---@return any
function cache.zintercard(numkeys, key) end

---Deletes keys.
---@param key string
---@return any
function cache.unlink(key) end

---Counts the keys that exist.
---@param key string
---@return any
function cache.exists(key) end

---Counts the keys that exist, as a use of each.
---@param key string
---@return any
function cache.touch(key) end

---Returns the kind of the value at a key.
---@param key string
---@return any
function cache.type(key) end

---Returns every key that matches a pattern.
---@param pattern string
---@return any
function cache.keys(pattern) end

---Returns keys a portion at a time.
---@param cursor integer, word?: "MATCH pattern"|"COUNT count"|"TYPE type"
---@return any
function cache.scan(cursor) end

---Returns a random key.
---@return any
function cache.randomkey() end

---Renames a key, over any other.
---@param key string
---@param newkey string
---@return any
function cache.rename(key, newkey) end

---Renames a key when the new name is free.
---@param key string
---@param newkey string
---@return any
function cache.renamenx(key, newkey) end

---Copies a value to another key.
---@param source string
---@param destination string, word?: "DB number"|"REPLACE"
---@return any
function cache.copy(source, destination) end

---Returns elements in another order, or keeps them.
---@param key string, word?: "BY pattern"|"LIMIT offset count"|"GET pattern"|"ASC"|"DESC"|"ALPHA"|"STORE destination"
---@return any
function cache.sort(key) end

---Returns elements in another order.
---@param key string, word?: "BY pattern"|"LIMIT offset count"|"GET pattern"|"ASC"|"DESC"|"ALPHA"
---@return any
function cache.sort_ro(key) end

---Tells how a value is kept.
---@param subcommand string, argument?: string
---@return any
function cache.object(subcommand) end

---Moves a key to another database.
---@param key string
---@param db integer
---@return any
function cache.move(key, db) end

---Sets a time to live in milliseconds.
---@param key string
---@param milliseconds integer, word?: "NX"|"XX"|"GT"|"LT"
---@return any
function cache.pexpire(key, milliseconds) end

---Sets a deadline in Unix seconds.
---@param key string
---@param unix_seconds integer, word?: "NX"|"XX"|"GT"|"LT"
---@return any
function cache.expireat(key, unix_seconds) end

---Sets a deadline in Unix milliseconds.
---@param key string
---@param unix_ms integer, word?: "NX"|"XX"|"GT"|"LT"
---@return any
function cache.pexpireat(key, unix_ms) end

---Returns the time to live in seconds.
---@param key string
---@return any
function cache.ttl(key) end

---Returns the time to live in milliseconds.
---@param key string
---@return any
function cache.pttl(key) end

---Returns the deadline in Unix seconds.
---@param key string
---@return any
function cache.expiretime(key) end

---Returns the deadline in Unix milliseconds.
---@param key string
---@return any
function cache.pexpiretime(key) end

---Answers, with the message if there is one.
---@param message? string
---@return any
function cache.ping(message) end

---Answers with the message.
---@param message string
---@return any
function cache.echo(message) end

---Closes the connection.
---@param ignored? string
---@return any
function cache.quit(ignored) end

---Chooses the database that later commands work on.
---@param index integer
---@return any
function cache.select(index) end

---Agrees on the protocol and describes the server.
---@param protover? integer, word?: "AUTH username password"|"SETNAME name"
---@return any
function cache.hello(protover) end

---Gives the password of the cache.
---@param username? string
---@param password string
---@return any
function cache.auth(username, password) end

---Makes the connection as new.
---@return any
function cache.reset() end

---Tells of the connections, names and closes them.
---@param subcommand string, argument?: string
---@return any
function cache.client(subcommand) end

---Begins to queue commands.
---@return any
function cache.multi() end

---Runs the queued commands, with no other client's between them.
---@return any
function cache.exec() end

---Forgets the queued commands.
---@return any
function cache.discard() end

---Lets the next EXEC do nothing if one of the keys changes.
---@param key string
---@return any
function cache.watch(key) end

---Forgets the watched keys.
---@return any
function cache.unwatch() end

---Runs a Lua script with keys and arguments.
---@param script string
---@param numkeys string, key?: string, arg?: string
---@return any
function cache.eval(script, numkeys) end

---Runs the script with this SHA-1 hash.
---@param sha1 string
---@param numkeys string, key?: string, arg?: string
---@return any
function cache.evalsha(sha1, numkeys) end

---As EVAL, for scripts that change nothing.
---@param script string
---@param numkeys string, key?: string, arg?: string
---@return any
function cache.eval_ro(script, numkeys) end

---As EVALSHA, for scripts that change nothing.
---@param sha1 string
---@param numkeys string, key?: string, arg?: string
---@return any
function cache.evalsha_ro(sha1, numkeys) end

---Loads, looks for and forgets scripts.
---@param subcommand string, argument?: string
---@return any
function cache.script(subcommand) end

---Lists the commands.
---@param subcommand? string, argument?: string
---@return any
function cache.command(subcommand) end

---Tells and changes settings by their names in Redis.
---@param subcommand string, argument?: string
---@return any
function cache.config(subcommand) end

---Tells what took how long.
---@param subcommand string, argument?: string
---@return any
function cache.latency(subcommand) end

---Returns the bytes that keys and values take, or one of them.
---@param subcommand string, argument?: string
---@return any
function cache.memory(subcommand) end

---Tells which commands took long.
---@param subcommand string, argument?: string
---@return any
function cache.slowlog(subcommand) end

---Describes the cache in sections.
---@param section? string
---@return any
function cache.info(section) end

---Returns the Unix time in seconds and microseconds.
---@return any
function cache.time() end

---Shows every command that is run from now on.
---@return any
function cache.monitor() end

---Helps to test the cache.
---@param word "SLEEP"|"OBJECT"|"DIGEST"|"RELOAD"|"PROTOCOL"|"SET-ACTIVE-EXPIRE"|"HELP", argument?: string
---@return any
function cache.debug(word) end

---Stops the cache.
---@param word? "NOSAVE"|"SAVE"|"NOW"|"FORCE"|"ABORT"
---@return any
function cache.shutdown(word) end

---Returns the number of keys.
---@return any
function cache.dbsize() end

---Lets two databases change places.
---@param index1 integer
---@param index2 integer
---@return any
function cache.swapdb(index1, index2) end

---Forgets every key of the database.
---@param word? "ASYNC"|"SYNC"
---@return any
function cache.flushdb(word) end

---Forgets every key of every database.
---@param word? "ASYNC"|"SYNC"
---@return any
function cache.flushall(word) end

---Writes a snapshot and answers when it is on the disk.
---@return any
function cache.save() end

---Begins to write a snapshot.
---@param SCHEDULE? string
---@return any
function cache.bgsave(SCHEDULE) end

---Returns when the last snapshot was written.
---@return any
function cache.lastsave() end

---Begins to make the append-only log anew.
---@return any
function cache.bgrewriteaof() end

---Listens to channels.
---@param channel string
---@return any
function cache.subscribe(channel) end

---Stops listening to channels, or to all.
---@param channel? string
---@return any
function cache.unsubscribe(channel) end

---Listens to every channel that matches a pattern.
---@param pattern string
---@return any
function cache.psubscribe(pattern) end

---Stops listening to patterns, or to all.
---@param pattern? string
---@return any
function cache.punsubscribe(pattern) end

---Listens to channels of a shard; all are here.
---@param shardchannel string
---@return any
function cache.ssubscribe(shardchannel) end

---Stops listening to channels of a shard, or to all.
---@param shardchannel? string
---@return any
function cache.sunsubscribe(shardchannel) end

---Sends a message to a channel of a shard.
---@param shardchannel string
---@param message string
---@return any
function cache.spublish(shardchannel, message) end

---Tells which channels are listened to.
---@param subcommand string, argument?: string
---@return any
function cache.pubsub(subcommand) end

---Tells the part that the cache plays in replication.
---@return any
function cache.role() end

---Follows another cache, or NO ONE any more.
---@param word "host"|"NO"
---@param word "port"|"ONE"
---@return any
function cache.replicaof(word, word) end

---As REPLICAOF.
---@param word "host"|"NO"
---@param word "port"|"ONE"
---@return any
function cache.slaveof(word, word) end

---Sends all keys, or none from a known place on, and then every change, as in the log.
---@param version integer, id?: string, position?: integer
---@return any
function cache.replicate(version) end

---Waits until so many followers have every change.
---@param numreplicas integer
---@param timeout integer
---@return any
function cache.wait(numreplicas, timeout) end

---Refused: the cache is no part of a cluster.
---@param subcommand string, argument?: string
---@return any
function cache.cluster(subcommand) end

---Refused: the cache is no part of a cluster.
---@return any
function cache.readonly() end

---Refused: the cache is no part of a cluster.
---@return any
function cache.readwrite() end

---Refused: the cache is no part of a cluster.
---@return any
function cache.asking() end

---Waits until the log on the disk has the changes.
---@param numlocal integer
---@param numreplicas integer
---@param timeout integer
---@return any
function cache.waitaof(numlocal, numreplicas, timeout) end

---What hooks of a client see as `self`.
---@class socketley.Client
---@field name string
local client = {}

---Sends to the server; queued while connecting. is_binary as for a server's send.
---@param message string
---@param is_binary boolean?
function client.send(message, is_binary) end

---Closes the connection; a WebSocket sends the code (1000 by default) and the reason.
---@param code integer?
---@param reason string?
---@return boolean
function client.close(code, reason) end

---Sends a part of a WebSocket message; other messages wait for the last part.
---@param part string
---@param last boolean
---@param is_binary boolean?
---@return boolean
function client.send_part(part, last, is_binary) end

---The sub-protocol that the server chose; nil without one or while not connected.
---@return string?
function client.ws_protocol() end

---1 when connected, else 0.
---@return integer
function client.connections() end

---What hooks of a proxy see as `self`.
---@class socketley.Proxy
---@field name string
local proxy = {}

---Number of connected clients.
---@return integer
function proxy.connections() end

---The client's address.
---@param client_id integer
---@return string
function proxy.peer_ip(client_id) end

---How a client's connection is encrypted, as docs/tls.md lists it; nil without TLS.
---@param client_id integer
---@return table<string, any>?
function proxy.tls(client_id) end

---Closes a client's connection.
---@param client_id integer
---@return boolean
function proxy.close_client(client_id) end

---Ids of the connected clients.
---@return integer[]
function proxy.clients() end

---The backends as configured.
---@return string[]
function proxy.backends() end

---The figures that 'socketley stats' shows.
---@return table<string, any>
function proxy.stats() end

---What hooks of a server see as `self`.
---@class socketley.Server
---@field name string
local server = {}

---Sends a message to every connected client; is_binary as for send.
---@param message string
---@param is_binary boolean?
function server.broadcast(message, is_binary) end

---Sends to one client; false when it is gone. A WebSocket gets text if it is UTF-8, or as is_binary says.
---@param client_id integer
---@param message string
---@param is_binary boolean?
---@return boolean, 'queued'|'dropped'?
function server.send(client_id, message, is_binary) end

---Sends a part of a message; other messages to the client wait for the last part.
---@param client_id integer
---@param part string
---@param last boolean
---@param is_binary boolean?
---@return boolean
function server.send_part(client_id, part, last, is_binary) end

---As disconnect, but sends a WebSocket the code (1000 by default) and the reason.
---@param client_id integer
---@param code integer?
---@param reason string?
---@return boolean
function server.close(client_id, code, reason) end

---Subscribes a client to a topic; + matches any one level, # at the end any number.
---@param client_id integer
---@param topic string
---@return boolean
function server.subscribe(client_id, topic) end

---Ends a subscription; false when there is none.
---@param client_id integer
---@param topic string
---@return boolean
function server.unsubscribe(client_id, topic) end

---Sends a message to a topic's subscribers, except one; returns how many get it.
---@param topic string
---@param message string
---@param options {except: integer?
---@param is_binary boolean?}?
---@return integer
function server.publish(topic, message, options, is_binary) end

---How many clients a message to a topic would reach.
---@param topic string
---@return integer
function server.topic_count(topic) end

---The subscriptions of a client.
---@param client_id integer
---@return string[]
function server.topics(client_id) end

---Number of connected clients.
---@return integer
function server.connections() end

---Ids of the connected clients.
---@return integer[]
function server.clients() end

---Sends a message to each client of a list; is_binary as for send.
---@param client_ids integer[]
---@param message string
---@param is_binary boolean?
function server.multicast(client_ids, message, is_binary) end

---Closes a client's connection after what is queued for it has been sent; false when there is no such client.
---@param client_id integer
---@return boolean
function server.disconnect(client_id) end

---The client's address, or an empty string for an unknown client.
---@param client_id integer
---@return string
function server.peer_ip(client_id) end

---How a client's connection is encrypted, as docs/tls.md lists it; nil without TLS.
---@param client_id integer
---@return table<string, any>?
function server.tls(client_id) end

---The fields of a WebSocket's request, as on_websocket sees them; nil for others.
---@param client_id integer
---@return table<string, string>?
function server.ws_headers(client_id) end

---Keeps a value with the connection until it closes; nil removes it.
---@param client_id integer
---@param key string
---@param value string?
function server.set_data(client_id, key, value) end

---A value kept with the connection.
---@param client_id integer
---@param key string
---@return string?
function server.get_data(client_id, key) end

---Hands the client's further messages to another server.
---@param client_id integer
---@param target string
---@return boolean
function server.route(client_id, target) end

---Takes back a routed client, or gives back one that was routed here.
---@param client_id integer
---@return boolean
function server.unroute(client_id) end

---Name of the server the client is routed to.
---@param client_id integer
---@return string?
function server.get_route(client_id) end

---Pairs two clients: each one's messages go to the other, unseen by hooks.
---@param client_id integer
---@param other_id integer
---@return boolean
function server.pipe(client_id, other_id) end

---Ends a client's pair.
---@param client_id integer
---@return boolean
function server.unpipe(client_id) end

---Sends a line to an upstream; false when it is not connected.
---@param number integer
---@param message string
---@return boolean
function server.upstream_send(number, message) end

---Sends a line to every connected upstream; returns how many there are.
---@param message string
---@return integer
function server.upstream_broadcast(message) end

---Numbers of the connected upstreams.
---@return integer[]
function server.upstreams() end

---Sends to a client of the server that made this one.
---@param client_id integer
---@param message string
---@return boolean
function server.owner_send(client_id, message) end

---Sends to every client of the server that made this one.
---@param message string
---@return boolean
function server.owner_broadcast(message) end

---Puts a client into a named group; it leaves when it disconnects.
---@param client_id integer
---@param group string
function server.join_group(client_id, group) end

---Takes a client out of a group.
---@param client_id integer
---@param group string
function server.leave_group(client_id, group) end

---Sends a message to every client of a group; is_binary as for send.
---@param group string
---@param message string
---@param is_binary boolean?
function server.group_send(group, message, is_binary) end

---@type socketley.Cache|socketley.Client|socketley.Proxy|socketley.Server
self = {}

---Hooks, as fields of a runtime's config or as global functions.
---@class socketley.Hooks
---@field on_start? fun(): ... The runtime is open; peers are served once the hook has ended. (cache, client, proxy, server)
---@field on_stop? fun(): ... The last hook; connections are still open, and stop-ms-max bounds it. (cache, client, proxy, server)
---@field on_reload? fun(): ... The script was reloaded: called in its new version instead of on_start. (cache, client, proxy, server)
---@field on_tick? fun(dt_ms: any): ... Every tick_ms milliseconds; skipped while the last one is still running. (cache, client, proxy, server)
---@field on_auth? fun(client_id: any): ... First hook of a connection, or of a UDP peer at its first datagram; only true admits it. A proxy in HTTP mode calls it for each request with (client_id, request). (proxy, server)
---@field on_connect? fun(client_id: any): ... A connection was accepted or made. (client, proxy, server)
---@field on_disconnect? fun(client_id: any): ... A connection has closed. (client, proxy, server)
---@field on_message? fun(message: any, is_binary: any): ... A message arrived. On a server it replaces the relay to the other clients. is_binary is true or false from a WebSocket, otherwise nil. (client, server)
---@field on_client_message? fun(client_id: any, message: any, is_binary: any): ... A message of one client, before on_message and with the same is_binary; false drops it, true means it is handled: no relay, no on_message. (server)
---@field on_send? fun(message: any): ... A server sends a message to all clients, or a client sends one. (client, server)
---@field on_http_request? fun(request: any): ... An HTTP request; the result is the response: {status=, headers=, body= or file=}, a string as body, with a second result as its status, or a number as status. nil leads to http_dir, then 404. req:respond() writes the response in pieces; returning it keeps it open. (server)
---@field on_http_error? fun(status: any, request: any): ... The server or proxy is about to answer with an error of its own, 400 to 599; a string, a status, or {status=, headers=, body=} is the response instead, with defaults for what it leaves out. request is nil if none could be understood. An error that closes the connection still does. (proxy, server)
---@field on_websocket? fun(client_id: any, headers: any, request: any): ... A client asks for a WebSocket; headers has its fields as req.headers does, request its path and query. A status or {status=, headers=, body=} refuses it, false opens and closes it, a string or {protocol=} chooses one of the sub-protocols that the client offers. (server)
---@field on_close? fun(client_id: any, code: any, reason: any): ... A WebSocket has ended; called before on_disconnect with the code and reason of the first close frame: 1005 without a code, 1006 without a frame. (client, server)
---@field on_drain? fun(client_id: any): ... Output queued for a peer fell below write_low_bytes after it had been above write_high_bytes. (client, server)
---@field on_subscription? fun(topic: any, count: any, before: any): ... The number of a topic's subscribers has changed. (server)
---@field on_master_auth? fun(client_id: any, password: any): ... A client asks to be master; only true admits it. (server)
---@field on_upstream_connect? fun(number: any): ... The server has connected to the upstream with that number, counted from 1. (server)
---@field on_upstream? fun(number: any, message: any): ... A line arrived from an upstream; without this hook it is dropped. (server)
---@field on_upstream_disconnect? fun(number: any): ... The connection to an upstream is lost; it is made again. (server)
---@field on_route? fun(method: any, path: any, request: any, client_id: any): ... Chooses the backend: an index from 0, or a name; nil leaves it to the strategy, false is none (503). In TCP mode the first three arguments are nil. (proxy)
---@field on_proxy_request? fun(client_id: any, data: any): ... Bytes on their way to the backend; a string replaces them, nil drops them, anything else lets them pass. (proxy)
---@field on_proxy_response? fun(client_id: any, data: any): ... Bytes on their way to the client; as on_proxy_request. (proxy)
---@field on_miss? fun(key: any, db: any): ... A missing key is read; the results, value and ttl in seconds, are stored and returned. (cache)
---@field on_miss_many? fun(keys: any, db: any): ... Several missing keys are read at once; the result is a table from key to value or {value, ttl}; a second result is the ttl of them all. (cache)
---@field on_write? fun(key: any, value: any, ttl: any, db: any, command: any): ... A key is written; value is a string, an array for lists and sets, a table from field to value for hashes, from member to score for sorted sets; ttl is in seconds, 0 for none; db is the database's number. For a collection of more than hook_elements_max elements value is nil and command has the command's words. false, or nil and a message, refuses the change. (cache)
---@field on_write_many? fun(batch: any): ... Keys are written behind: an array of {key, value, ttl, db, deleted}, accepted or refused as a whole. Without on_write it is called for each change. (cache)
---@field on_delete? fun(key: any, db: any): ... A key is deleted; false, or nil and a message, refuses it. (cache)
---@field on_expire? fun(key: any, db: any): ... A key has expired. (cache)
---@field on_error? fun(err: any): ... A hook or timer of this runtime raised: {message, traceback, hook, runtime}. (cache, client, proxy, server)
